#!/usr/bin/env python3
"""Registers a model by its signature and writes what its worker's cloudflared runs with.

    python3 predict_signature.py [--url URL] [--key KEY] [--name NAME] [--out DIR] [SIGNATURE.json]

Without a file, the signature below is registered. The key is read from the environment variable TRESTLE_API_KEY where --key is missing;
a local stack (./trestle up) needs none. Afterwards, in DIR:

    cloudflared tunnel --config tunnel_config.json run
"""

import argparse
import json
import os
import sys
from pathlib import Path

try:
    from trestle_client import Client, TrestleError
except ImportError:
    # not installed: the package of this checkout
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from trestle_client import Client, TrestleError

SIGNATURE = {
    "inputs": [
        {"name": "prompt", "type": "str", "validation": {"description": "this is a prompt"}},
        {"name": "seed", "type": "int", "validation": {"description": "seed"}},
        {"name": "steps", "type": "int", "validation": {"default": "50", "description": "steps", "ge": "0", "le": "1000"}},
        {
            "name": "guidance_scale",
            "type": "float",
            "validation": {"default": "5.0", "description": "guidance_scale", "ge": "0", "le": "20"},
        },
    ],
    "outputs": "list[Path]",
}


def main() -> int:
    arguments = argparse.ArgumentParser(description="Registers a model by its signature.")
    arguments.add_argument("signature", nargs="?", help="a JSON file; default: an example")
    arguments.add_argument("--url", default=os.environ.get("TRESTLE_URL", "http://127.0.0.1:8080"))
    arguments.add_argument("--key", default=os.environ.get("TRESTLE_API_KEY"))
    arguments.add_argument("--name", help="what to call the model")
    arguments.add_argument("--out", default=".", help="where to write tunnel_credential.json and tunnel_config.json")
    options = arguments.parse_args()

    signature = json.loads(Path(options.signature).read_text(encoding="utf-8")) if options.signature else SIGNATURE
    client = Client(options.url, options.key)
    try:
        model = client.register(signature, name=options.name)
        print(f"Registered model {model.id}: {model.status}")
        for warning in model.warnings:
            print(f"  warning: {warning}")
        if not model.ready:
            print("Its tunnel is still being made ...")
            model = client.wait_for_credential(model.id)
    except TimeoutError as late:
        print(f"{late}; ask for its credential later.", file=sys.stderr)
        return 1
    except TrestleError as error:
        print(f"Not registered: {error}", file=sys.stderr)
        for finding in error.errors:
            print(f"  {finding}", file=sys.stderr)
        return 1

    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    write(out / "tunnel_credential.json", model.credential)
    write(out / "tunnel_config.json", model.config)
    print(f"Wrote tunnel_credential.json and tunnel_config.json to {out}")
    print(f"Its worker will be reached at https://{model.config['ingress'][0]['hostname']}")
    return 0


def write(path: Path, content: object) -> None:
    """For the owner's eyes only: it has the tunnel's secret."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    sys.exit(main())
