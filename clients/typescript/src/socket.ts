/** As much of the browser's WebSocket as is used here; that of the `ws` package fits too. */
export interface SocketLike {
  onopen: ((event: any) => void) | null;
  onmessage: ((event: { data: any }) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  close(code?: number, reason?: string): void;
}

export type SocketConstructor = new (url: string, protocols?: string[]) => SocketLike;

/** The platform's own: browsers and Node.js 22 or newer have one. */
export function platformSocket(): SocketConstructor {
  const found = (globalThis as { WebSocket?: unknown }).WebSocket;
  if (typeof found !== "function") {
    throw new TypeError("This platform has no WebSocket; pass one: new Message(host, port, { WebSocket })");
  }
  return found as SocketConstructor;
}
