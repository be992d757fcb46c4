import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { CallbackMismatchError, ConnectionError, HttpError, Message, RpcError, type MessageOptions, type SocketConstructor } from "../src/index.js";
import { ScriptedServer } from "./scripted-server.js";

let server: ScriptedServer;
const open: Message[] = [];

function message(options: MessageOptions = {}): Message {
  const made = new Message("127.0.0.1", server.port, { WebSocket: WebSocket as unknown as SocketConstructor, reconnectFirstMs: 5, ...options });
  open.push(made);
  return made;
}

const started = (callbacks: string[] = ["found"]) => ({ body: { type: "start", request_uuid: "r1", message: "started", callbacks } });

beforeEach(async () => {
  server = await ScriptedServer.start();
  server.answer = () => started();
});

afterEach(async () => {
  open.splice(0).forEach((made) => made.close());
  await server.stop();
});

describe("connect", () => {
  it("gives the client id that the server told", async () => {
    expect(await message().connect()).toBe("c1");
  });

  it("opens one socket when several connect at once, and all get the id", async () => {
    const one = message();
    expect(await Promise.all([one.connect(), one.connect(), one.connect()])).toEqual(["c1", "c1", "c1"]);
    await one.connect();
    expect(server.sockets).toHaveLength(1);
  });

  it("fails when nothing listens", async () => {
    const nowhere = new Message("127.0.0.1", 1, { WebSocket: WebSocket as unknown as SocketConstructor });
    await expect(nowhere.connect()).rejects.toThrow(ConnectionError);
  });

  it("fails when the server never says who this is", async () => {
    server.onSocket = () => {};
    await expect(message({ connectTimeoutMs: 50 }).connect()).rejects.toThrow("in time");
  });

  it("offers the token as a subprotocol, never in the address", async () => {
    await message({ token: "a.b.c" }).connect();
    expect(server.protocols[0]).toBe("trestle,bearer.a.b.c");
    expect(server.upgrades[0]).toBe("/ws");
  });

  it("exchanges an API key for a token once", async () => {
    server.answer = (request) => (request.path === "/identity/token" ? { body: { access_token: "t.o.k", expires_in: 900 } } : { body: {} });
    const one = message({ apiKey: "key" });
    await one.connect();
    await one.post("api/anything", {});
    expect(server.requests.map((request) => request.path)).toEqual(["/identity/token", "/api/anything"]);
    expect(server.requests[0]!.headers["x-api-key"]).toBe("key");
    expect(server.requests[1]!.headers.authorization).toBe("Bearer t.o.k");
  });

  it("says so when the platform has no WebSocket", () => {
    vi.stubGlobal("WebSocket", undefined);
    expect(() => new Message("127.0.0.1", 1)).toThrow("pass one");
    vi.unstubAllGlobals();
  });
});

describe("post", () => {
  it("posts to the path with the client id, calls back in order, and resolves with the finish frame's members", async () => {
    const seen: unknown[] = [];
    const result = message().post("api/scan_models", { scan_dir: "x" }, { found: (payload) => seen.push(payload) });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    server.send({ type: "callback", request_uuid: "r1", seq: 1, found: { name: "a" } });
    server.send({ type: "callback", request_uuid: "r1", seq: 2, found: { name: "b" } });
    server.send({ type: "finish", request_uuid: "r1", seq: 3, count: 2 });
    expect(await result).toEqual({ count: 2 });
    expect(seen).toEqual([{ name: "a" }, { name: "b" }]);
    expect(server.requests[0]).toMatchObject({ method: "POST", path: "/api/scan_models/c1", body: { scan_dir: "x" } });
  });

  it("is a plain POST without callbacks, and needs no connection", async () => {
    server.answer = () => ({ body: { fine: true } });
    expect(await message().post("/config/anything/", { a: 1 })).toEqual({ fine: true });
    expect(server.requests[0]!.path).toBe("/config/anything");
    expect(server.sockets).toHaveLength(0);
  });

  it("calls back with frames that overtook the HTTP answer, in order", async () => {
    server.answer = async () => {
      server.send({ type: "callback", request_uuid: "r1", seq: 1, found: 1 });
      server.send({ type: "callback", request_uuid: "r1", seq: 2, found: 2 });
      server.send({ type: "finish", request_uuid: "r1", seq: 3 });
      await new Promise((resolve) => setTimeout(resolve, 30));
      return started();
    };
    const seen: unknown[] = [];
    await message().post("api/x", {}, { found: (payload) => seen.push(payload) });
    expect(seen).toEqual([1, 2]);
  });

  it("rejects with status and words when the server refuses", async () => {
    server.answer = () => ({ status: 404, body: { title: "There is no such RPC method", detail: "There is no such method; there are a, b" } });
    const refused = await message().post("api/x", {}, {}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HttpError);
    expect(refused).toMatchObject({ status: 404, message: "HTTP 404: There is no such method; there are a, b" });
  });

  it("rejects an answer that starts nothing", async () => {
    server.answer = () => ({ body: { error: "Scan directory not found" } });
    await expect(message().post("api/x", {}, { found: () => {} })).rejects.toThrow("Scan directory not found");
  });

  it("rejects and cancels when a callback was given that the method does not call", async () => {
    server.answer = (request) => (request.method === "DELETE" ? { body: {} } : started(["found"]));
    const refused = message().post("api/x", {}, { fuond: () => {} });
    await expect(refused).rejects.toThrow(CallbackMismatchError);
    await vi.waitFor(() => expect(server.requests.map((request) => `${request.method} ${request.path}`)).toContain("DELETE /api/requests/r1"));
  });

  it("rejects when the finish frame carries an error", async () => {
    const result = message().post("api/x", {}, { found: () => {} });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    server.send({ type: "finish", request_uuid: "r1", seq: 1, error: { code: "internal", message: "Something went wrong" } });
    const failure = await result.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RpcError);
    expect(failure).toMatchObject({ code: "internal", message: "Something went wrong" });
  });

  it("goes on when a callback throws or rejects, and reports it", async () => {
    const reported: unknown[] = [];
    const seen: unknown[] = [];
    server.answer = () => started(["bad", "worse", "good"]);
    const result = message({ onCallbackError: (error) => reported.push(error) }).post("api/x", {}, {
      bad: () => {
        throw new Error("bad");
      },
      worse: () => Promise.reject(new Error("worse")),
      good: (payload) => seen.push(payload),
    });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    server.send({ type: "callback", request_uuid: "r1", seq: 1, bad: 1, worse: 2, good: 3 });
    server.send({ type: "finish", request_uuid: "r1", seq: 2 });
    await result;
    await vi.waitFor(() => expect(reported.map((error) => (error as Error).message)).toEqual(["bad", "worse"]));
    expect(seen).toEqual([3]);
  });

  it("does not take the envelope's members or inherited names for callbacks", async () => {
    const called: string[] = [];
    server.answer = () => started(["found", "type", "toString"]);
    const result = message().post("api/x", {}, { type: () => called.push("type"), found: () => called.push("found") });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    server.send({ type: "callback", request_uuid: "r1", seq: 1, found: 1, toString: 1 });
    server.send({ type: "finish", request_uuid: "r1", seq: 2 });
    await result;
    expect(called).toEqual(["found"]);
  });
});

describe("abort", () => {
  it("rejects with the reason and cancels at the server", async () => {
    server.answer = (request) => (request.method === "DELETE" ? { body: {} } : started());
    const abort = new AbortController();
    const result = message().post("api/x", {}, { found: () => {} }, { signal: abort.signal });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    abort.abort(new Error("enough"));
    await expect(result).rejects.toThrow("enough");
    await vi.waitFor(() => expect(server.requests.map((request) => request.method)).toEqual(["POST", "DELETE"]));
  });

  it("cancels a call that was aborted before its answer came", async () => {
    const abort = new AbortController();
    server.answer = (request) => {
      if (request.method === "DELETE") {
        return { body: {} };
      }
      abort.abort(new Error("early"));
      return started();
    };
    await expect(message().post("api/x", {}, { found: () => {} }, { signal: abort.signal })).rejects.toThrow("early");
    await vi.waitFor(() => expect(server.requests.map((request) => request.method)).toEqual(["POST", "DELETE"]));
  });

  it("does not start what was aborted before", async () => {
    await expect(message().post("api/x", {}, {}, { signal: AbortSignal.abort(new Error("never")) })).rejects.toThrow("never");
    expect(server.requests).toHaveLength(0);
  });
});

describe("reconnection", () => {
  it("comes back as the same client behind the last frame, and drops what it has seen", async () => {
    const seen: unknown[] = [];
    const result = message().post("api/x", {}, { found: (payload) => seen.push(payload) });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    server.send({ type: "callback", request_uuid: "r1", seq: 1, found: 1 });
    await vi.waitFor(() => expect(seen).toEqual([1]));
    server.cut();
    await vi.waitFor(() => expect(server.upgrades).toHaveLength(2));
    expect(server.upgrades[1]).toBe("/ws?client_id=c1&resume=1");
    server.send({ type: "callback", request_uuid: "r1", seq: 1, found: 1 });
    server.send({ type: "callback", request_uuid: "r1", seq: 2, found: 2 });
    server.send({ type: "finish", request_uuid: "r1", seq: 3 });
    await result;
    expect(seen).toEqual([1, 2]);
  });

  it("reconnects when a frame is missing", async () => {
    const seen: unknown[] = [];
    const result = message().post("api/x", {}, { found: (payload) => seen.push(payload) });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    server.send({ type: "callback", request_uuid: "r1", seq: 2, found: 2 });
    await vi.waitFor(() => expect(server.upgrades).toHaveLength(2));
    expect(server.upgrades[1]).toBe("/ws?client_id=c1&resume=0");
    server.send({ type: "callback", request_uuid: "r1", seq: 1, found: 1 });
    server.send({ type: "callback", request_uuid: "r1", seq: 2, found: 2 });
    server.send({ type: "finish", request_uuid: "r1", seq: 3 });
    await result;
    expect(seen).toEqual([1, 2]);
  });

  it("tells open calls that they are lost when the server no longer knows the client", async () => {
    const one = message();
    const result = one.post("api/x", {}, { found: () => {} });
    const outcome = result.catch((error: unknown) => error);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    server.onSocket = (socket) => socket.send(JSON.stringify({ type: "uuid", uuid: "c2" }));
    server.cut();
    expect(await outcome).toBeInstanceOf(ConnectionError);
    expect(one.clientId).toBe("c2");
  });

  it("stays closed after close, and open calls learn of it", async () => {
    const one = message();
    const outcome = one.post("api/x", {}, { found: () => {} }).catch((error: unknown) => error);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    one.close();
    expect(await outcome).toBeInstanceOf(ConnectionError);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(server.sockets).toHaveLength(1);
  });
});
