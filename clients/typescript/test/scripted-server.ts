import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: any;
}

type Answer = (request: Request) => { status?: number; body: unknown } | Promise<{ status?: number; body: unknown }>;

/** Speaks the wire protocol byte by byte as a test says: for what the real service does not do on demand. */
export class ScriptedServer {
  readonly requests: Request[] = [];
  readonly upgrades: string[] = [];
  readonly protocols: string[] = [];
  readonly sockets: WebSocket[] = [];
  answer: Answer = () => ({ status: 404, body: {} });
  onSocket: (socket: WebSocket, query: URLSearchParams) => void = (socket) => socket.send(JSON.stringify({ type: "uuid", uuid: "c1" }));
  private server!: Server;

  static async start(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    scripted.server = createServer((request, response) => void scripted.handle(request, response));
    const upgrades = new WebSocketServer({ server: scripted.server, path: "/ws", handleProtocols: () => "trestle" });
    upgrades.on("connection", (socket, request) => {
      scripted.sockets.push(socket);
      scripted.upgrades.push(request.url ?? "");
      scripted.protocols.push(request.headers["sec-websocket-protocol"] ?? "");
      scripted.onSocket(socket, new URL(request.url ?? "/", "http://x").searchParams);
    });
    await new Promise<void>((resolve) => scripted.server.listen(0, "127.0.0.1", resolve));
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  send(frame: unknown): void {
    this.sockets.at(-1)?.send(JSON.stringify(frame));
  }

  cut(): void {
    this.sockets.at(-1)?.terminate();
  }

  async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.terminate());
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) {
      text += chunk;
    }
    const seen = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body: text === "" ? undefined : JSON.parse(text) };
    this.requests.push(seen);
    const { status = 200, body } = await this.answer(seen);
    response.writeHead(status, { "Content-Type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body));
  }
}
