import { Calls } from "./calls.js";
import { Connection } from "./connection.js";
import { CallbackMismatchError, ConnectionError, HttpError } from "./errors.js";
import { platformSocket, type SocketConstructor } from "./socket.js";

/** By name; the server says which names a method has. */
export type Callbacks = Readonly<Record<string, (payload: any) => unknown>>;

export interface MessageOptions {
  /** https and wss. Default false. */
  secure?: boolean;
  /** An API key; it is exchanged for short-lived tokens, and sent itself over HTTP only. */
  apiKey?: string;
  /** A token, or where to get one; asked for before each connection and each request. Instead of an API key. */
  token?: string | (() => Promise<string>);
  /** Default: the platform's own. Node.js before 22 has none; that of the `ws` package fits. */
  WebSocket?: SocketConstructor;
  /** Default: the platform's own. */
  fetch?: typeof fetch;
  /** How long the server may take to say who this client is. Default 10,000 ms. */
  connectTimeoutMs?: number;
  /** The first pause before a reconnection; pauses double. Default 200 ms. */
  reconnectFirstMs?: number;
  /** The longest one. Default 15,000 ms. */
  reconnectLongestMs?: number;
  /** Hears of what callbacks throw. Default: `console.error`. */
  onCallbackError?: (error: unknown) => void;
}

export interface PostOptions {
  /** Cancels the call, here and at the server. */
  signal?: AbortSignal;
}

interface Started {
  readonly type: "start";
  readonly request_uuid: string;
  readonly callbacks?: readonly string[];
}

/**
 * Calls with callbacks: a call goes out over HTTP, callbacks and result come over one WebSocket. The socket comes back by itself after a
 * cut, and no frame is lost or seen twice.
 *
 * ```ts
 * const message = new Message("localhost", 8080);
 * await message.connect();
 * const result = await message.post("api/scan_models", { scan_dir: "checkpoints" }, {
 *   model_found: (file) => console.log(file.name, file.size),
 * });
 * ```
 */
export class Message {
  private readonly connection: Connection;
  private readonly calls: Calls;
  private readonly base: string;
  private readonly options: MessageOptions;
  private issued: { token: string; renewAt: number } | undefined;

  constructor(host: string, port: number, options: MessageOptions = {}) {
    const authority = `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
    this.options = options;
    this.base = `${options.secure ? "https" : "http"}://${authority}`;
    this.calls = new Calls(options.onCallbackError ?? ((error) => console.error(error)));
    this.connection = new Connection(
      {
        url: `${options.secure ? "wss" : "ws"}://${authority}/ws`,
        socket: options.WebSocket ?? platformSocket(),
        token: () => this.token(),
        connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
        reconnectFirstMs: options.reconnectFirstMs ?? 200,
        reconnectLongestMs: options.reconnectLongestMs ?? 15_000,
      },
      {
        frame: (frame) => this.calls.accept(frame),
        lost: () => this.calls.abandonAll(new ConnectionError("The server no longer knows this client")),
      },
    );
  }

  /** The id that the server gave; undefined before {@link connect} and after {@link close}. */
  get clientId(): string | undefined {
    return this.connection.clientId;
  }

  /**
   * Connects, once; later calls answer at once.
   *
   * @returns the client's id
   * @throws {@link ConnectionError} where the server cannot be reached, or {@link HttpError} where it refuses the API key
   */
  connect(): Promise<string> {
    return this.connection.open();
  }

  /**
   * Calls `POST /{path}/{client}` and waits for the call's end, or, without callbacks, `POST /{path}` and its answer.
   *
   * @returns the members of the finish frame, or the answer
   * @throws {@link HttpError}, {@link CallbackMismatchError}, {@link ConnectionError}; `RpcError` where the call ran and failed; the signal's
   *     reason where it was aborted
   */
  async post<Result = any>(path: string, body?: unknown, callbacks?: Callbacks, options: PostOptions = {}): Promise<Result> {
    options.signal?.throwIfAborted();
    const target = `${this.base}/${path.replace(/^\/+|\/+$/g, "")}`;
    if (callbacks === undefined) {
      return (await this.send("POST", target, body ?? {}, options.signal)) as Result;
    }
    const client = await this.connect();
    this.calls.begin();
    let result: Promise<Result>;
    let started: Started;
    try {
      // not with the signal: a call whose answer was not awaited could not be cancelled
      started = this.understood(await this.send("POST", `${target}/${client}`, body ?? {}));
      this.refuseUnknown(started, callbacks);
      result = this.calls.add(started.request_uuid, callbacks);
    } finally {
      this.calls.started();
    }
    return this.cancellable(started.request_uuid, result, options.signal);
  }

  /** Ends the connection. Calls go on at the server, but whoever waits for one here is told that it is lost. */
  close(): void {
    this.connection.close();
    this.calls.abandonAll(new ConnectionError("The connection was closed"));
  }

  private understood(answer: unknown): Started {
    const started = answer as Partial<Started> | null;
    if (started?.type !== "start" || typeof started.request_uuid !== "string") {
      throw new HttpError(200, answer);
    }
    return started as Started;
  }

  private refuseUnknown(started: Started, callbacks: Callbacks): void {
    const declared = started.callbacks ?? [];
    const unknown = Object.keys(callbacks).filter((name) => !declared.includes(name));
    if (unknown.length > 0) {
      this.cancel(started.request_uuid);
      throw new CallbackMismatchError(unknown, declared);
    }
  }

  private async cancellable<Result>(request: string, result: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    const abort = (): void => {
      this.cancel(request);
      this.calls.abandon(request, signal?.reason);
    };
    if (signal?.aborted) {
      abort();
    }
    signal?.addEventListener("abort", abort);
    try {
      return await result;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Nobody waits for the answer: where it cannot be cancelled, the call ends by itself. */
  private cancel(request: string): void {
    this.send("DELETE", `${this.base}/api/requests/${request}`).catch(() => {});
  }

  private async send(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    const headers: Record<string, string> = {};
    const token = await this.token();
    if (token !== undefined) {
      headers["Authorization"] = `Bearer ${token}`;
    }
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    return this.exchange(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}) });
  }

  private async exchange(url: string, request: RequestInit): Promise<unknown> {
    const ask = this.options.fetch ?? fetch;
    const response = await ask(url, request);
    const text = await response.text();
    const answer = parse(text);
    if (!response.ok) {
      throw new HttpError(response.status, answer);
    }
    return answer;
  }

  private async token(): Promise<string | undefined> {
    const { token, apiKey } = this.options;
    if (token !== undefined) {
      return typeof token === "string" ? token : token();
    }
    return apiKey === undefined ? undefined : this.exchanged(apiKey);
  }

  private async exchanged(apiKey: string): Promise<string> {
    if (this.issued === undefined || Date.now() >= this.issued.renewAt) {
      const answer = (await this.exchange(`${this.base}/identity/token`, { method: "POST", headers: { "X-API-KEY": apiKey } })) as {
        access_token: string;
        expires_in: number;
      };
      // a minute before it expires, so that none expires on its way
      this.issued = { token: answer.access_token, renewAt: Date.now() + (answer.expires_in - 60) * 1000 };
    }
    return this.issued.token;
  }
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
