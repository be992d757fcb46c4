"""What the client makes of answers, without the service."""

import io
import time
import unittest

from tests.scripted_server import ScriptedServer
from trestle_client import Client, Conflict, ConnectionFailed, Gone, Invalid, NotFound, Retries, TrestleError, Unavailable

QUICK = Retries(attempts=3, backoff=0.01)
STORED = {"httpStatus": 201, "data": {"url": "http://h/f", "name": "a.txt", "hash": "0" * 64, "size": 5, "mediaType": "text/plain"}}
MODELS = {"httpStatus": 200, "data": []}


class RetriesTest(unittest.TestCase):
    def test_should_send_the_whole_file_again_when_the_service_is_away_for_a_moment(self) -> None:
        with ScriptedServer((503, {}, {}), None, (201, {}, STORED)) as server:
            file = io.BytesIO(b"....hello")
            file.seek(4)
            Client(server.url, retries=QUICK).upload(file, name="a.txt")
            self.assertEqual([request[3] for request in server.requests], [b"hello"] * 3)

    def test_should_wait_as_long_as_the_service_says(self) -> None:
        with ScriptedServer((503, {"Retry-After": "1"}, {}), (200, {}, MODELS)) as server:
            begin = time.monotonic()
            Client(server.url, retries=QUICK).models()
            self.assertGreaterEqual(time.monotonic() - begin, 0.99)

    def test_should_give_up_when_attempts_are_used_up(self) -> None:
        with ScriptedServer((503, {}, {"message": "away", "type": "https://trestle.example/docs/errors.md#unavailable"})) as server:
            with self.assertRaises(Unavailable) as raised:
                Client(server.url, retries=QUICK).models()
            self.assertEqual(len(server.requests), 3)
            self.assertEqual((raised.exception.status, raised.exception.slug, str(raised.exception)), (503, "unavailable", "away"))

    def test_should_keep_the_idempotency_key_when_a_registration_is_repeated(self) -> None:
        with ScriptedServer(None, (202, {}, {"httpStatus": 202, "data": {"id": "m1", "status": "provisioning"}})) as server:
            model = Client(server.url, retries=QUICK).register({"inputs": [], "outputs": "str"})
            self.assertFalse(model.ready)
            keys = {request[2]["Idempotency-Key"] for request in server.requests}
            self.assertEqual((len(server.requests), len(keys)), (2, 1))

    def test_should_not_repeat_what_cannot_succeed(self) -> None:
        for status in (400, 401, 403, 404, 409, 410, 413, 422, 500):
            with self.subTest(status), ScriptedServer((status, {}, {})) as server:
                with self.assertRaises(TrestleError):
                    Client(server.url, retries=QUICK).models()
                self.assertEqual(len(server.requests), 1)


class WaitForCredentialTest(unittest.TestCase):
    NOT_YET = (409, {"Retry-After": "1"}, {"type": "https://trestle.example/docs/errors.md#tunnel-not-ready"})
    STANDS = (200, {}, {"data": {"id": "m", "credential": {"TunnelSecret": "s3cret"}, "config": {}}})

    def model(self, status: str) -> tuple:
        return (200, {}, {"data": {"id": "m", "name": "m", "status": status}})

    def test_should_wait_until_the_tunnel_stands(self) -> None:
        with ScriptedServer(self.NOT_YET, self.model("provisioning"), self.NOT_YET, self.model("ready"), self.STANDS) as server:
            self.assertTrue(Client(server.url, retries=QUICK).wait_for_credential("m").ready)
            self.assertEqual(len(server.requests), 5)

    def test_should_say_so_when_the_tunnel_has_failed(self) -> None:
        with ScriptedServer(self.NOT_YET, self.model("failed")) as server:
            with self.assertRaises(Conflict):
                Client(server.url, retries=QUICK).wait_for_credential("m")

    def test_should_give_up_in_time(self) -> None:
        with ScriptedServer(self.NOT_YET, self.model("provisioning")) as server:
            with self.assertRaises(TimeoutError):
                Client(server.url, retries=QUICK).wait_for_credential("m", timeout=0)


class ErrorsTest(unittest.TestCase):
    def error(self, status: int, body: object, headers: dict = {}) -> TrestleError:
        with ScriptedServer((status, headers, body)) as server:
            with self.assertRaises(TrestleError) as raised:
                Client(server.url, retries=QUICK).models()
            return raised.exception

    def test_should_say_what_is_wrong_in_the_shape_of_the_client_api_and_of_cog(self) -> None:
        self.assertEqual(self.error(422, {"message": "bad", "errors": [{"path": "inputs[0]"}]}).errors, [{"path": "inputs[0]"}])
        cog = self.error(422, {"detail": [{"loc": ["body"], "msg": "Field required"}]})
        self.assertIsInstance(cog, Invalid)
        self.assertEqual(cog.errors[0]["msg"], "Field required")

    def test_should_be_an_error_when_the_answer_is_no_json(self) -> None:
        self.assertEqual(self.error(500, b"<html>").status, 500)
        self.assertIsInstance(self.error(404, b""), NotFound)

    def test_should_not_follow_a_redirect(self) -> None:
        self.assertEqual(self.error(307, b"", {"Location": "/elsewhere"}).status, 307)

    def test_should_name_the_successor(self) -> None:
        gone = self.error(410, {"successor": "PUT /x"})
        self.assertIsInstance(gone, Gone)
        self.assertEqual(gone.problem["successor"], "PUT /x")

    def test_should_tell_that_nobody_answers(self) -> None:
        with self.assertRaises(ConnectionFailed):
            Client("http://127.0.0.1:9", retries=QUICK).models()

    def test_should_refuse_what_is_no_address(self) -> None:
        for address in ("", "localhost:8080", "ftp://h", "http://h?x=1"):
            with self.subTest(address), self.assertRaises(ValueError):
                Client(address)

    def test_should_hide_the_credential(self) -> None:
        with ScriptedServer((200, {}, {"data": {"id": "m", "credential": {"TunnelSecret": "s3cret"}, "config": {}}})) as server:
            self.assertNotIn("s3cret", repr(Client(server.url).register({})))


class PathsTest(unittest.TestCase):
    def test_should_escape_names_and_strip_the_key(self) -> None:
        with ScriptedServer((201, {}, STORED)) as server:
            Client(server.url + "/base/", " key\n").upload(b"hello", name="a#b?c/ü%.png", prediction_id="7")
            method, path, headers, body = server.requests[0]
            self.assertEqual((method, path), ("PUT", "/base/pc/client-api/upload/a%23b%3Fc%2F%C3%BC%25.png"))
            self.assertEqual((headers["X-API-KEY"], headers["X-Prediction-ID"], headers["Content-Type"]), ("key", "7", "image/png"))
            self.assertEqual(body, b"hello")

    def test_should_need_a_name_when_there_is_none(self) -> None:
        with self.assertRaises(ValueError):
            Client().upload(b"hello")


if __name__ == "__main__":
    unittest.main()
