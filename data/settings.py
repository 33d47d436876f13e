"""Settings, read once from the environment."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an administrator may set, each as ``MARAUDE_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="MARAUDE_", frozen=True, extra="ignore")

    database_url: str = Field(
        default=f"sqlite:///{ROOT / 'var' / 'maraude.sqlite'}",
        description="SQLAlchemy address of the register; SQLite in var/ or PostgreSQL.",
    )
    var_dir: Path = Field(
        default=ROOT / "var", description="Folder for the embedded database and the cached basemap."
    )
    demo: bool = Field(
        default=True,
        description="Fill an empty register with the synthetic demo register.",
    )
    language: str = Field(default="fr", description="Language when neither user nor browser says one.")
    tiles_url: str = Field(
        default="",
        description="Address template of online map tiles. Empty: no map tile is ever fetched.",
    )
    tiles_attribution: str = Field(default="", description="Credit line that the tile provider asks for.")


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
