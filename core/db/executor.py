"""Carries out migrations as Tortoise does, with fewer models.

Tortoise makes the classes of all models anew before and after each operation: nine tenths of an upgrade's time, which
customers wait for. An operation asks for one model and what it refers to; only these are made, when it asks.
"""

from collections.abc import Iterable, Iterator

from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

ModelKey = tuple[str, str]  # app and name


class _Models(StateApps):
    """The classes of one version's models, each made when it is asked for."""

    def __init__(self, states: dict[ModelKey, ModelState], connections: dict[str, str]) -> None:
        super().__init__(connections)
        self._states = states

    def get_model(self, app_label: str, model_name: str | None = None) -> type[Model]:
        key = self.split_reference(app_label) if model_name is None else (app_label, model_name)
        missing = [one for one in self._needed(key, set()) if one[1] not in self.apps.get(one[0], {})]
        for one in missing:
            self.register_model(one[0], self._states[one].render(self))
        if missing:
            self._init_relations()
            self._build_initial_querysets()
        return super().get_model(*key)

    def _needed(self, key: ModelKey, seen: set[ModelKey]) -> Iterator[ModelKey]:
        """A model, after all that it refers to."""
        if key in seen or key not in self._states:
            return
        seen.add(key)
        for field in self._states[key].fields.values():
            if isinstance(field, ForeignKeyFieldInstance | ManyToManyFieldInstance):
                yield from self._needed(self.split_reference(field.model_name), seen)
        yield key


class _State(State):
    """What the models are between two operations."""

    def __init__(self, models: dict[ModelKey, ModelState], connections: dict[str, str]) -> None:
        super().__init__(models, _Models(models, connections))
        self._connections = connections

    def reload_model(self, app_label: str, model_name: str) -> None:
        self.reload_models([(app_label, model_name)])

    def reload_models(self, model_tuples: Iterable[ModelKey]) -> None:
        self.apps = _Models(self.models, self._connections)

    def clone(self) -> State:
        return _State({key: model.clone() for key, model in self.models.items()}, self._connections)


class Executor(MigrationExecutor):
    """Tortoise's, with models made when they are asked for."""

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        apps = self.loader.apps_config.items()
        state = _State({}, {label: config["default_connection"] for label, config in apps})
        plan = self._full_plan()
        for key in plan if upto is None else plan[: plan.index(upto)]:
            migration = self.loader.graph.nodes[key]
            if key in applied and migration is not None:
                await migration.apply(state, dry_run=True, schema_editor=None)
        return state
