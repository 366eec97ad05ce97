"""What Tortoise's migrations cannot do by themselves."""

from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class RemoveUnique(ops.RemoveConstraint):
    """Drop a UNIQUE that was written inside CREATE TABLE: SQLite cannot, so the table is written anew without it.

    https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes". Foreign keys are off
    while migrations run, see `db.migrate`.
    """

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        if state_editor is None or state_editor.DIALECT != "sqlite":
            await super().database_forward(app_label, old_state, new_state, state_editor)
            return
        table = old_state.apps.get_model(f"{app_label}.{self.model_name}")._meta.db_table
        client = state_editor.client
        _, rows = await client.execute_query(
            "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", [table]
        )
        columns = ", ".join(f'"{name}"' for name in self.fields or [])
        lines = next(row["sql"] for row in rows if row["type"] == "table").splitlines()
        kept = [line for line in lines if not (line.strip().startswith("CONSTRAINT") and f"UNIQUE ({columns})" in line)]
        kept[-2] = kept[-2].rstrip(",")  # before the closing bracket
        definition = "\n".join(kept).replace(f'"{table}"', f'"{table}_new"', 1)
        statements = [
            definition,
            f'INSERT INTO "{table}_new" SELECT * FROM "{table}"',  # noqa: S608 - a table of ours
            f'DROP TABLE "{table}"',
            f'ALTER TABLE "{table}_new" RENAME TO "{table}"',
            *(row["sql"] for row in rows if row["type"] != "table"),
        ]
        for statement in statements:
            await client.execute_script(statement)
