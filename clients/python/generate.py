"""Generates the stubs: generate.py PROTOS OUT.

The rules of the contract's fields are left out. Python has one registry of proto files for the whole
process, so a copy of validate.proto in this package would clash with any other in the same process.
"""

import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc

RULES = "buf/validate/validate.proto"


def run(*arguments: str) -> None:
    if protoc.main(["protoc", *arguments]) != 0:
        sys.exit(f"protoc failed: {arguments}")


def without_rules(described: bytes) -> bytes:
    kept = FileDescriptorSet()
    for file in FileDescriptorSet.FromString(described).file:
        if file.name != RULES:
            # The rules are extensions that are not known here.
            file.DiscardUnknownFields()
            if RULES in file.dependency:
                file.dependency.remove(RULES)
            kept.file.append(file)
    return kept.SerializeToString()


def main() -> None:
    protos, out = sys.argv[1:]
    names = sorted(str(path.relative_to(protos)) for path in Path(protos).glob("voicemedia/**/*.proto"))
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder, "described")
        run(f"-I{protos}", f"-I{files('grpc_tools') / '_proto'}", "--include_imports",
            f"--descriptor_set_out={described}", *names)
        described.write_bytes(without_rules(described.read_bytes()))
        run(f"--descriptor_set_in={described}", f"--python_out={out}", f"--pyi_out={out}",
            f"--grpc_python_out={out}", *names)


if __name__ == "__main__":
    main()
