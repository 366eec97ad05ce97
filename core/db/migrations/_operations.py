"""What Tortoise's migrations cannot do by themselves."""

from collections.abc import Callable

from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


async def _rewritten(editor: BaseSchemaEditor, table: str, change: Callable[[list[str]], list[str]]) -> None:
    """Write a table of SQLite anew, with its lines of CREATE TABLE changed.

    https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes". Foreign keys are off
    while migrations run, see `schema.migrate`.
    """
    client = editor.client
    _, rows = await client.execute_query(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", [table]
    )
    lines = change(next(row["sql"] for row in rows if row["type"] == "table").splitlines())
    definition = "\n".join(lines).replace(f'"{table}"', f'"{table}_new"', 1)
    statements = [
        definition,
        f'INSERT INTO "{table}_new" SELECT * FROM "{table}"',  # noqa: S608 - a table of ours
        f'DROP TABLE "{table}"',
        f'ALTER TABLE "{table}_new" RENAME TO "{table}"',
        *(row["sql"] for row in rows if row["type"] != "table"),
    ]
    for statement in statements:
        await client.execute_script(statement)


class DropNotNull(ops.AlterField):
    """Let a column be empty, which SQLite cannot change in place."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        if state_editor is None or state_editor.DIALECT != "sqlite":
            await super().database_forward(app_label, old_state, new_state, state_editor)
            return
        meta = old_state.apps.get_model(f"{app_label}.{self.model_name}")._meta
        column = meta.fields_map[self.name].source_field or self.name

        def change(lines: list[str]) -> list[str]:
            mine = next(number for number, line in enumerate(lines) if line.strip().startswith(f'"{column}" '))
            lines[mine] = lines[mine].replace(" NOT NULL", "", 1)
            return lines

        await _rewritten(state_editor, meta.db_table, change)


class AddIndexed(ops.AddField):
    """Add a column with its index, which `AddField` forgets."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        await super().database_forward(app_label, old_state, new_state, state_editor)
        if state_editor is not None:
            table = new_state.apps.get_model(f"{app_label}.{self.model_name}")._meta.db_table
            await state_editor.client.execute_script(
                f'CREATE INDEX "idx_{table}_{self.name}" ON "{table}" ("{self.name}")'
            )


class Described(ops.AlterField):
    """Another description of a column: nothing for the database, whose SQLite would be rebuilt without its indexes."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        return None


class RemoveUnique(ops.RemoveConstraint):
    """Drop a UNIQUE that was written inside CREATE TABLE, which SQLite cannot."""

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        if state_editor is None or state_editor.DIALECT != "sqlite":
            await super().database_forward(app_label, old_state, new_state, state_editor)
            return
        table = old_state.apps.get_model(f"{app_label}.{self.model_name}")._meta.db_table
        columns = ", ".join(f'"{name}"' for name in self.fields or [])

        def change(lines: list[str]) -> list[str]:
            kept = [
                line for line in lines if not (line.strip().startswith("CONSTRAINT") and f"UNIQUE ({columns})" in line)
            ]
            kept[-2] = kept[-2].rstrip(",")  # before the closing bracket
            return kept

        await _rewritten(state_editor, table, change)
