import { Backoff } from "./backoff.js";
import type { Frame } from "./calls.js";
import { ConnectionError } from "./errors.js";
import type { SocketConstructor, SocketLike } from "./socket.js";

export interface ConnectionEvents {
  /** A frame of a call, each exactly once and in order. */
  frame(frame: Frame): void;
  /** The server gave a new client id: it knows nothing of what was open. */
  lost(): void;
}

export interface ConnectionSettings {
  readonly url: string;
  readonly socket: SocketConstructor;
  /** For the subprotocol that carries it; asked for before each attempt. */
  readonly token: () => Promise<string | undefined>;
  readonly connectTimeoutMs: number;
  readonly reconnectFirstMs: number;
  readonly reconnectLongestMs: number;
}

/** One client's socket. After a cut it comes back as the same client and goes on behind the last frame it has seen. */
export class Connection {
  private readonly backoff: Backoff;
  private client: string | undefined;
  private lastSeq = 0;
  private socket: SocketLike | undefined;
  private opening: Promise<string> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly events: ConnectionEvents,
  ) {
    this.backoff = new Backoff(settings.reconnectFirstMs, settings.reconnectLongestMs);
  }

  get clientId(): string | undefined {
    return this.client;
  }

  /** @returns the client's id, once the server has told it; all who ask meanwhile wait for the same answer */
  open(): Promise<string> {
    this.closed = false;
    if (this.socket !== undefined && this.client !== undefined && this.opening === undefined) {
      return Promise.resolve(this.client);
    }
    return this.attempt();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    this.socket?.close(1000);
    this.socket = undefined;
    this.client = undefined;
    this.lastSeq = 0;
  }

  private attempt(): Promise<string> {
    clearTimeout(this.retry);
    this.opening ??= this.connect().finally(() => (this.opening = undefined));
    return this.opening;
  }

  private async connect(): Promise<string> {
    const token = await this.settings.token();
    const query = this.client === undefined ? "" : `?client_id=${this.client}&resume=${this.lastSeq}`;
    const protocols = token === undefined ? [] : ["trestle", `bearer.${token}`];
    return new Promise<string>((resolve, reject) => {
      const socket = new this.settings.socket(this.settings.url + query, protocols);
      const timer = setTimeout(() => ended("The server did not answer in time"), this.settings.connectTimeoutMs);
      const ended = (why: string): void => {
        clearTimeout(timer);
        socket.onopen = socket.onmessage = socket.onclose = null;
        // some implementations tell of an error after that, and throw where nobody listens
        socket.onerror = () => {};
        socket.close();
        if (this.socket === socket) {
          this.socket = undefined;
          this.reconnect();
        }
        reject(new ConnectionError(why));
      };
      socket.onerror = () => ended("The connection failed");
      socket.onclose = () => ended("The connection was closed");
      socket.onmessage = (event) => {
        const frame = parse(event.data);
        if (frame?.type === "uuid") {
          clearTimeout(timer);
          this.socket = socket;
          resolve(this.introduced(String(frame["uuid"])));
        } else if (frame !== undefined) {
          this.accept(frame, () => ended("Frames are missing"));
        }
      };
    });
  }

  private introduced(client: string): string {
    const before = this.client;
    this.client = client;
    this.backoff.reset();
    if (before !== undefined && before !== client) {
      this.lastSeq = 0;
      this.events.lost();
    }
    return client;
  }

  private accept(frame: Frame, restart: () => void): void {
    if (frame.seq !== undefined) {
      if (frame.seq <= this.lastSeq) {
        return;
      }
      if (frame.seq > this.lastSeq + 1) {
        restart();
        return;
      }
      this.lastSeq = frame.seq;
    }
    this.events.frame(frame);
  }

  private reconnect(): void {
    if (!this.closed) {
      this.retry = setTimeout(() => {
        this.attempt().catch(() => this.reconnect());
      }, this.backoff.next());
    }
  }
}

function parse(data: unknown): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === "object" && frame !== null ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}
