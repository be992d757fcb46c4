import { RpcError } from "./errors.js";
import type { Callbacks } from "./message.js";

/** A frame of the socket. Every member of a callback frame that is not one of these names a callback. */
export interface Frame {
  readonly type: string;
  readonly request_uuid?: string;
  readonly seq?: number;
  readonly [member: string]: unknown;
}

const ENVELOPE: ReadonlySet<string> = new Set(["type", "request_uuid", "seq"]);

interface OpenCall {
  readonly callbacks: Callbacks;
  readonly resolve: (result: any) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The calls whose finish frame has not come. Frames may overtake the HTTP answer that names their call: as long as an answer is awaited,
 * frames of calls that are not known yet are kept.
 */
export class Calls {
  private readonly open = new Map<string, OpenCall>();
  private readonly early = new Map<string, Frame[]>();
  private starting = 0;

  constructor(private readonly report: (error: unknown) => void) {}

  /** Between this and {@link started}, frames of unknown calls are kept. */
  begin(): void {
    this.starting++;
  }

  /** The answer is there, or there will be none. */
  started(): void {
    if (--this.starting === 0) {
      this.early.clear();
    }
  }

  add(request: string, callbacks: Callbacks): Promise<any> {
    const result = new Promise<any>((resolve, reject) => this.open.set(request, { callbacks, resolve, reject }));
    const frames = this.early.get(request) ?? [];
    this.early.delete(request);
    frames.forEach((frame) => this.accept(frame));
    return result;
  }

  /** Whoever waits learns why; what still comes is dropped. */
  abandon(request: string, reason: unknown): void {
    const call = this.open.get(request);
    this.open.delete(request);
    call?.reject(reason);
  }

  abandonAll(reason: unknown): void {
    [...this.open.keys()].forEach((request) => this.abandon(request, reason));
    this.early.clear();
  }

  accept(frame: Frame): void {
    const request = frame.request_uuid;
    if (request === undefined) {
      return;
    }
    const call = this.open.get(request);
    if (call === undefined) {
      this.keep(request, frame);
    } else if (frame.type === "callback") {
      this.call(call, frame);
    } else if (frame.type === "finish") {
      this.open.delete(request);
      finish(call, frame);
    }
  }

  private keep(request: string, frame: Frame): void {
    if (this.starting > 0) {
      const frames = this.early.get(request) ?? [];
      frames.push(frame);
      this.early.set(request, frames);
    }
  }

  /** A callback that throws is the application's affair: the others, and the call, go on. */
  private call(call: OpenCall, frame: Frame): void {
    for (const [name, payload] of members(frame)) {
      try {
        const done: unknown = Object.hasOwn(call.callbacks, name) ? call.callbacks[name]?.(payload) : undefined;
        if (done instanceof Promise) {
          done.catch(this.report);
        }
      } catch (error) {
        this.report(error);
      }
    }
  }
}

function finish(call: OpenCall, frame: Frame): void {
  const error = frame["error"];
  if (error === undefined || error === null) {
    call.resolve(Object.fromEntries(members(frame)));
  } else if (typeof error === "object") {
    const details = error as Record<string, unknown>;
    call.reject(new RpcError(String(details["code"] ?? "failed"), String(details["message"] ?? "The call failed"), details));
  } else {
    call.reject(new RpcError("failed", String(error), {}));
  }
}

function members(frame: Frame): [string, unknown][] {
  return Object.entries(frame).filter(([name]) => !ENVELOPE.has(name));
}
