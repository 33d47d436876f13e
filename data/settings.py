"""Settings, read once from the environment."""

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.vocabulary import Tier

ROOT = Path(__file__).resolve().parent.parent


_FILE = "maraude.sqlite"
"""Name of the register's file, where nobody gave an address."""


def _register_file(folder: Path) -> Path:
    """Return the register's file in *folder*; an older one beside the code, where only that is there."""
    # Before, only an address moved the register: an installation that set the folder alone has it here. A
    # new folder is for something new, such as a demo, which must not open the records of somebody else.
    older = ROOT / "var" / _FILE
    file = folder.absolute() / _FILE
    try:
        was_in_use = folder.is_dir() and any(folder.iterdir())
        return older if was_in_use and older.exists() and not file.exists() else file
    except PermissionError:
        # An app for a release may read none of the register's folders.
        return file


class Settings(BaseSettings):
    """What an administrator may set, each as ``MARAUDE_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="MARAUDE_", frozen=True, extra="ignore")

    var_dir: Path = Field(
        default=ROOT / "var",
        description="Folder of all that Maraude keeps: register, basemap, layers that users bring, roads.",
    )
    database_url: str = Field(
        default_factory=lambda others: f"sqlite:///{_register_file(others['var_dir'])}",
        description="SQLAlchemy address of the register, SQLite or PostgreSQL; else SQLite in the folder.",
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
    tier: Tier = Field(
        default=Tier.INTERNAL,
        description="`internal` opens the register; `policy` and `public` open a release file only.",
    )
    release_file: Path | None = Field(
        default=None, description="The release file that a `policy` or `public` app shows."
    )
    release_public_key: str = Field(
        default="", description="Public key (base64) that the release file must be signed with."
    )
    database_key: SecretStr | None = Field(
        default=None,
        description="Key of the encrypted register: 64 hexadecimal digits. Empty: no encryption by Maraude.",
    )
    database_key_file: Path | None = Field(
        default=None, description="File that holds the key, such as a systemd credential or a Docker secret."
    )
    require_key: bool = Field(
        default=False, description="Refuse to start without a key, or on a register that is not encrypted."
    )
    administrator: str = Field(
        default="", description="E-mail address that is always an administrator: the first to sign in."
    )
    allowed_hosts: str = Field(
        default="",
        description="Host names, with commas between, that the app answers to once sign-in is set up; "
        "a `public` app answers everybody under them, without sign-in.",
    )
    address: str = Field(
        default="",
        description="Where people reach the app, such as `https://maraude.example.org`; needed for sign-in.",
    )
    sign_in_provider: str = Field(
        default="", description="Address of the OpenID Connect discovery document. Empty: no sign-in."
    )
    sign_in_client_id: str = Field(default="", description="Name by which the provider knows the app.")
    sign_in_client_secret: SecretStr | None = Field(
        default=None, description="Secret that the provider gave to the app."
    )
    sign_in_client_secret_file: Path | None = Field(
        default=None, description="File that holds this secret, such as a Docker secret."
    )
    sign_in_unverified: bool = Field(
        default=False,
        description="Take an e-mail address of which the provider does not say whether it was verified.",
    )
    sign_in_hours: float = Field(default=10, gt=0, le=168, description="How long a sign-in lasts, in hours.")
    exact_days: int | None = Field(
        default=None,
        ge=30,
        description="After so many days dates become months and times parts of the day. Empty: never.",
    )
    keep_years: int | None = Field(
        default=None, ge=1, description="Records older than so many whole years are purged. Empty: never."
    )
    policy_min_places: int = Field(default=3, ge=2, description="Fewest places of a policy publication area.")
    policy_max_share: float = Field(
        default=0.5, gt=0, le=1, description="Largest share of one place in a policy publication area."
    )
    policy_base: int = Field(default=5, ge=3, description="Policy figures are multiples of this.")
    public_min_places: int = Field(default=5, ge=2, description="Fewest places of a public publication area.")
    public_max_share: float = Field(
        default=0.33, gt=0, le=1, description="Largest share of one place in a public publication area."
    )
    public_base: int = Field(default=10, ge=3, description="Public figures are multiples of this.")
    public_delay_months: int = Field(
        default=6, ge=0, description="Months that must have passed since the end of a public quarter."
    )


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
