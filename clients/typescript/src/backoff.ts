/** Pauses between attempts: they double up to a limit, and each is drawn from its upper half so that clients do not return all at once. */
export class Backoff {
  private attempts = 0;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  next(): number {
    const whole = Math.min(this.longestMs, this.firstMs * 2 ** this.attempts++);
    return whole / 2 + (Math.random() * whole) / 2;
  }

  reset(): void {
    this.attempts = 0;
  }
}
