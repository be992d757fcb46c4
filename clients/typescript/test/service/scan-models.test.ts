import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { CallbackMismatchError, HttpError, RpcError, type Message, type SocketConstructor } from "../../src/index.js";
import { manyFiles, manyFilesCount, message, port } from "./suite.js";

const open: Message[] = [];

function connected(...options: Parameters<typeof message>): Message {
  const made = message(...options);
  open.push(made);
  return made;
}

afterEach(() => open.splice(0).forEach((made) => made.close()));

describe("scan_models", () => {
  it("calls back for each of ten thousand files, in order, and then resolves", async () => {
    const paths: string[] = [];
    const result = await connected().post("api/scan_models", { scan_dir: manyFiles }, { model_found: (file) => paths.push(file.path) });
    expect(result).toMatchObject({ found: manyFilesCount });
    expect(paths).toHaveLength(manyFilesCount);
    expect(paths).toEqual([...paths].sort());
  });

  it("misses nothing and repeats nothing when its connection is cut a hundred times", async () => {
    const sockets: WebSocket[] = [];
    class Watched extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    }
    const paths: string[] = [];
    let cuts = 0;
    const result = connected({ WebSocket: Watched as unknown as SocketConstructor }).post(
      "api/scan_models",
      { scan_dir: manyFiles },
      {
        model_found: (file) => {
          paths.push(file.path);
          if (paths.length % Math.floor(manyFilesCount / 110) === 0 && cuts < 100) {
            cuts++;
            const socket = sockets.at(-1)!;
            // what has arrived and was not read yet is lost with the connection
            socket.onmessage = null;
            socket.terminate();
          }
        },
      },
    );
    expect(await result).toMatchObject({ found: manyFilesCount });
    expect(new Set(paths).size).toBe(manyFilesCount);
    expect(paths).toHaveLength(manyFilesCount);
    expect(paths).toEqual([...paths].sort());
    expect(cuts).toBe(100);
    expect(sockets).toHaveLength(101);
  }, 120_000);

  it("refuses a directory outside the roots", async () => {
    const refused = await connected().post("api/scan_models", { scan_dir: "../../.." }, {}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HttpError);
    expect((refused as HttpError).status).toBe(403);
  });

  it("ends when it is aborted", async () => {
    const abort = new AbortController();
    const result = connected().post("api/scan_models", { scan_dir: manyFiles, hash: true }, { model_found: () => abort.abort(new Error("enough")) }, { signal: abort.signal });
    await expect(result).rejects.toThrow("enough");
  });
});

describe("errors", () => {
  it("rejects a callback name that the method does not declare", async () => {
    await expect(connected().post("api/scan_models", {}, { modelFound: () => {} })).rejects.toThrow(CallbackMismatchError);
  });

  it("rejects an unknown method and a bad body", async () => {
    await expect(connected().post("api/none", {}, {})).rejects.toMatchObject({ status: 404 });
    await expect(connected().post("api/scan_models", { scan_dir: 3 }, {})).rejects.toMatchObject({ status: 422 });
  });

  it("rejects with the error of the finish frame", async () => {
    const failed = await connected()
      .post("api/run_prediction", { model: "none", input: {} }, { progress: () => {} })
      .catch((error: unknown) => error);
    expect(failed instanceof RpcError || failed instanceof HttpError).toBe(true);
  });

  it("answers a plain POST where there are no callbacks", async () => {
    const answer = await connected().post("pc/client-api/models");
    expect(answer).toMatchObject({ httpStatus: 200 });
    expect(port).toBeGreaterThan(0);
  });
});
