import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { launch, type Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manyFiles, manyFilesCount, port } from "./suite.js";

const dist = join(import.meta.dirname ?? ".", "..", "..", "dist");
// ./trestle test says so where no browser can be had
describe.skipIf(process.env["TRESTLE_WITHOUT_BROWSER"] === "1")("in Chromium", () => {
  let browser: Browser;
  let pages: Server;

  beforeAll(async () => {
    // the origin of a user interface that is served by something else than the suite
    pages = createServer((request, response) => {
      const file = join(dist, (request.url ?? "/").slice(1));
      const script = file.endsWith(".js") && existsSync(file);
      response.writeHead(200, { "Content-Type": script ? "text/javascript" : "text/html" }).end(script ? readFileSync(file) : "<!doctype html><title>UI</title>");
    });
    await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
    browser = await launch({
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => pages.close(resolve));
  });

  it("runs the example of the seed in headless Chromium", async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
    // As text: what the test runner makes of an import runs in no browser.
    const outcome = await page.evaluate(`(async () => {
      const { Message } = await import("/index.js");
      const message = new Message("127.0.0.1", ${port});
      await message.connect();
      let called = 0;
      const result = await message.post("api/scan_models", { scan_dir: ${JSON.stringify(manyFiles)} }, { model_found: () => called++ });
      message.close();
      return { called, found: result.found };
    })()`);
    expect(outcome).toEqual({ called: manyFilesCount, found: manyFilesCount });
  }, 120_000);
});
