"""Message classes of xrayapi.proto, built at import without protoc and without generated code.

Generated code pins the protobuf runtime it was made for; this builder works unchanged with every runtime from 5 to 7.
It reads the part of the language that file uses: messages, one-line fields, `repeated`, `map<>` and `oneof`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

# FieldDescriptorProto.Type and .Label of descriptor.proto
SCALARS = {
    "double": 1,
    "float": 2,
    "int64": 3,
    "uint64": 4,
    "int32": 5,
    "bool": 8,
    "string": 9,
    "bytes": 12,
    "uint32": 13,
}
MESSAGE_TYPE = 11
OPTIONAL, REPEATED = 1, 3

MESSAGE = re.compile(r"message\s+(\w+)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
FIELD = re.compile(r"(repeated\s+)?(map\s*<[^<>]+>|(?<![\w.])[\w.]+)\s+(\w+)\s*=\s*(\d+)\s*;")
ONEOF = re.compile(r"oneof\s+(\w+)\s*\{([^{}]*)\}")
MAP = re.compile(r"map\s*<\s*(\w+)\s*,\s*(\w+)\s*>")


class _File:
    """One .proto text being turned into a descriptor."""

    def __init__(self, text: str, name: str) -> None:
        text = re.sub(r"//[^\n]*", "", text)
        package = re.search(r"package\s+([\w.]+);", text)
        if package is None:
            raise ValueError(f"{name}: no package")
        self.package = package[1]
        self.descriptor = descriptor_pb2.FileDescriptorProto(name=name, package=self.package, syntax="proto3")
        bodies = MESSAGE.findall(text)
        self.names = {message for message, _ in bodies}
        for message, body in bodies:
            self._message(message, body)

    def _message(self, name: str, body: str) -> None:
        message = self.descriptor.message_type.add(name=name)
        for index, (oneof, inner) in enumerate(ONEOF.findall(body)):
            message.oneof_decl.add(name=oneof)
            for match in FIELD.finditer(inner):
                self._field(message, match).oneof_index = index
        for match in FIELD.finditer(ONEOF.sub("", body)):
            self._field(message, match)

    def _field(self, message: Any, match: re.Match[str]) -> Any:
        label, kind, name, number = match.groups()
        field = message.field.add(name=name, number=int(number), label=REPEATED if label else OPTIONAL)
        mapping = MAP.match(kind)
        if mapping:
            entry = message.nested_type.add(name="".join(part.title() for part in name.split("_")) + "Entry")
            entry.options.map_entry = True
            for index, (key, scalar) in enumerate((("key", mapping[1]), ("value", mapping[2])), 1):
                entry.field.add(name=key, number=index, label=OPTIONAL, type=SCALARS[scalar])
            field.label, field.type = REPEATED, MESSAGE_TYPE
            field.type_name = f".{self.package}.{message.name}.{entry.name}"
        elif kind in SCALARS:
            field.type = SCALARS[kind]
        elif kind in self.names:
            field.type, field.type_name = MESSAGE_TYPE, f".{self.package}.{kind}"
        else:
            raise ValueError(f"{message.name}.{name}: unknown type {kind}")
        return field

    def classes(self) -> Iterator[tuple[str, type[Any]]]:
        pool = descriptor_pool.DescriptorPool()
        pool.Add(self.descriptor)
        for name in self.names:
            yield name, message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{self.package}.{name}"))


def build(text: str, name: str = "xrayapi.proto") -> dict[str, type[Any]]:
    """Message classes by name. Raises ValueError for what the builder does not understand."""
    return dict(_File(text, name).classes())


_CLASSES = build(Path(__file__).with_name("xrayapi.proto").read_text(encoding="utf-8"))


def message(name: str) -> type[Any]:
    """The message class called `name` in xrayapi.proto. Raises KeyError."""
    return _CLASSES[name]
