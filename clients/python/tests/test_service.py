"""The client against a running service: TRESTLE_URL and TRESTLE_API_KEY say which. PythonClientTest of client-api-service runs this."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.request
import uuid
from pathlib import Path

from trestle_client import Client, Invalid, NotFound, Retries, Unauthenticated

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "workflow_test" / "python" / "predict_signature.py"
SIGNATURE = {"inputs": [{"name": "steps", "type": "int", "validation": {"default": "50", "ge": "0", "le": "1000"}}], "outputs": "str"}

URL = os.environ["TRESTLE_URL"]
KEY = os.environ["TRESTLE_API_KEY"]


def read(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        return answer.read()


class ModelsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.client = Client(URL, KEY)

    def test_should_register_show_update_and_remove_a_model(self) -> None:
        registered = self.client.register(SIGNATURE, name="from python")
        if not registered.ready:
            registered = self.client.wait_for_credential(registered.id)
        self.assertIn("TunnelSecret", registered.credential)
        self.assertEqual(registered.config["credentials-file"], "tunnel_credential.json")

        self.assertEqual(self.client.model(registered.id).name, "from python")
        self.assertIn(registered.id, [model.id for model in self.client.models()])

        narrower = json.loads(json.dumps(SIGNATURE).replace('"1000"', '"100"'))
        told = self.client.update(registered.id, narrower, dry_run=True)
        self.assertEqual((told.level, told.version), ("major", 1))
        self.assertTrue(told.changes)
        self.assertIsNotNone(told.counterexample)
        self.assertEqual(self.client.update(registered.id, narrower).version, 2)

        self.assertEqual(self.client.credential(registered.id).credential, registered.credential)
        self.client.remove(registered.id)
        self.assertNotIn(registered.id, [model.id for model in self.client.models()])

    def test_should_be_one_model_when_the_key_is_the_same(self) -> None:
        key = str(uuid.uuid4())
        self.assertEqual(
            self.client.register(SIGNATURE, idempotency_key=key).id, self.client.register(SIGNATURE, idempotency_key=key).id
        )

    def test_should_name_what_is_wrong_with_a_signature(self) -> None:
        with self.assertRaises(Invalid) as raised:
            self.client.register({"inputs": [{"name": "a", "type": "int", "validation": {"ge": "9", "le": "1"}}], "outputs": "str"})
        self.assertEqual(raised.exception.slug, "signature-impossible")
        self.assertTrue(raised.exception.errors)

    def test_should_raise_what_the_service_says(self) -> None:
        with self.assertRaises(NotFound):
            self.client.model("no-such-model")
        with self.assertRaises(Unauthenticated):
            Client(URL, "a-key-that-nobody-has").models()


class UploadTest(unittest.TestCase):
    def setUp(self) -> None:
        self.client = Client(URL, KEY, retries=Retries(attempts=2))

    def test_should_have_one_address_for_one_name_and_content(self) -> None:
        content = uuid.uuid4().bytes * 10_000
        stored = self.client.upload(content, name="7_0_ü #1?.png", prediction_id="7")
        self.assertEqual((stored.size, stored.media_type, stored.name), (160_000, "image/png", "7_0_ü #1?.png"))
        self.assertEqual(read(stored.url), content)
        self.assertEqual(self.client.upload(content, name="7_0_ü #1?.png"), stored)
        self.assertNotEqual(self.client.upload(content + b"!", name="7_0_ü #1?.png").url, stored.url)

    def test_should_upload_a_file_by_its_path(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "hello.txt"
            file.write_text("hello " + str(uuid.uuid4()), encoding="utf-8")
            stored = self.client.upload(file)
            self.assertEqual((stored.name, read(stored.url)), ("hello.txt", file.read_bytes()))

    def test_should_upload_nothing_too(self) -> None:
        self.assertEqual(read(self.client.upload(b"", name="empty").url), b"")


class ExampleTest(unittest.TestCase):
    """workflow_test/python/predict_signature.py."""

    def run_example(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        # not in the checkout, and without its package on the path
        return subprocess.run(
            [sys.executable, str(EXAMPLE), *arguments], capture_output=True, text=True, timeout=120, cwd=tempfile.gettempdir()
        )

    def test_should_write_what_cloudflared_runs_with(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            done = self.run_example("--out", directory, "--name", "example")
            self.assertEqual(done.returncode, 0, done.stderr)
            credential = json.loads((Path(directory) / "tunnel_credential.json").read_text())
            config = json.loads((Path(directory) / "tunnel_config.json").read_text())
            self.assertEqual(config["tunnel"], credential["TunnelID"])
            self.assertEqual(config["ingress"][-1], {"service": "http_status:404"})
            self.assertNotIn(credential["TunnelSecret"], done.stdout)
            self.assertEqual(os.stat(Path(directory) / "tunnel_credential.json").st_mode & 0o077, 0)

    def test_should_fail_with_reasons_when_the_signature_is_wrong(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "signature.json"
            file.write_text('{"inputs": [{"name": "a", "type": "nonsense["}], "outputs": "str"}')
            done = self.run_example("--out", directory, str(file))
            self.assertEqual(done.returncode, 1)
            self.assertIn("Not registered", done.stderr)


if __name__ == "__main__":
    unittest.main()
