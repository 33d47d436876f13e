"""Create the register."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("visits_added", sa.Integer(), nullable=False),
        sa.Column("visits_replaced", sa.Integer(), nullable=False),
        sa.Column("visits_unchanged", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_sha256"), ["sha256"], unique=False)

    op.create_table(
        "publication_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_area")),
        sa.UniqueConstraint("label", name=op.f("uq_publication_area_label")),
    )
    op.create_table(
        "register_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_register_state_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_state")),
    )
    op.create_table(
        "regulation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "soliciting_ban",
                "tolerance_zone",
                "establishment_ban",
                "derogation",
                "checks",
                "national_law",
                name="regulationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("announced", sa.Date(), nullable=True),
        sa.Column("in_force", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("municipality", sa.String(length=5), nullable=True),
        sa.Column("area", sa.LargeBinary(), nullable=True),
        sa.Column("title_fr", sa.String(length=160), nullable=False),
        sa.Column("title_nl", sa.String(length=160), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "announced IS NULL OR announced <= in_force", name=op.f("ck_regulation_announced_before")
        ),
        sa.CheckConstraint("ended IS NULL OR in_force <= ended", name=op.f("ck_regulation_dates_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("code", name=op.f("uq_service_code")),
    )
    op.create_table(
        "awareness_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "film",
                "class",
                "stand",
                "screening_day",
                "meeting",
                "workshop",
                "press",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("count >= 0", name=op.f("ck_awareness_event_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_awareness_event_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_awareness_event_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awareness_event")),
    )
    with op.batch_alter_table("awareness_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_awareness_event_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_awareness_event_service_id"), ["service_id"], unique=False)

    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "insurance",
            sa.Enum(
                "health_insurance",
                "urgent_aid",
                "none",
                "unknown",
                name="insurance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_consultation_count_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_consultation_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_consultation_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_service_id"), ["service_id"], unique=False)

    op.create_table(
        "drop_in_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "half_day",
            sa.Enum(
                "morning",
                "afternoon",
                "evening",
                name="halfday",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_drop_in_visit_count_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_drop_in_visit_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_drop_in_visit_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drop_in_visit")),
    )
    with op.batch_alter_table("drop_in_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drop_in_visit_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_drop_in_visit_service_id"), ["service_id"], unique=False)

    op.create_table(
        "import_replaced",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_replaced_batch_id_import_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_replaced")),
    )
    with op.batch_alter_table("import_replaced", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_replaced_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "online_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(length=5), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_online_contact_count_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_online_contact_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_online_contact_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_contact")),
    )
    with op.batch_alter_table("online_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_online_contact_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_online_contact_service_id"), ["service_id"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "street",
                "bar",
                "rest_area",
                "car_park",
                "medibus_stop",
                "hotel_cafe",
                "private_flat",
                "office",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=True),
        sa.Column("municipality", sa.String(length=5), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column("target_days", sa.Integer(), nullable=True),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("publication_area_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'private_flat' OR geometry IS NULL", name=op.f("ck_place_flats_have_no_geometry")
        ),
        sa.CheckConstraint(
            "kind = 'private_flat' OR geometry IS NOT NULL", name=op.f("ck_place_spots_have_a_geometry")
        ),
        sa.CheckConstraint(
            "active_to IS NULL OR active_from IS NULL OR active_from <= active_to",
            name=op.f("ck_place_active_in_order"),
        ),
        sa.CheckConstraint(
            "target_days IS NULL OR target_days > 0", name=op.f("ck_place_target_days_positive")
        ),
        sa.ForeignKeyConstraint(
            ["publication_area_id"],
            ["publication_area.id"],
            name=op.f("fk_place_publication_area_id_publication_area"),
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_place_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("label", name=op.f("uq_place_label")),
    )
    op.create_table(
        "regulation_place_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regulation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "street",
                "bar",
                "rest_area",
                "car_park",
                "medibus_stop",
                "hotel_cafe",
                "private_flat",
                "office",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["regulation_id"],
            ["regulation.id"],
            name=op.f("fk_regulation_place_kind_regulation_id_regulation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation_place_kind")),
        sa.UniqueConstraint("regulation_id", "kind", name=op.f("uq_regulation_place_kind_regulation_id")),
    )
    with op.batch_alter_table("regulation_place_kind", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_regulation_place_kind_regulation_id"), ["regulation_id"], unique=False
        )

    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "first_skill",
            sa.Enum(
                "social_worker",
                "nurse",
                "educator",
                "doctor",
                "partner",
                name="skill",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "second_skill",
            sa.Enum(
                "social_worker",
                "nurse",
                "educator",
                "doctor",
                "partner",
                name="second_skill",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_team_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    op.create_table(
        "opening_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_window_weekday_range")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_opening_window_place_id_place"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_window")),
    )
    with op.batch_alter_table("opening_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_window_place_id"), ["place_id"], unique=False)

    op.create_table(
        "regulation_place",
        sa.Column("regulation_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_regulation_place_place_id_place")),
        sa.ForeignKeyConstraint(
            ["regulation_id"],
            ["regulation.id"],
            name=op.f("fk_regulation_place_regulation_id_regulation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("regulation_id", "place_id", name=op.f("pk_regulation_place")),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "planned", "done", name="roundstatus", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR started_at IS NULL OR started_at <= ended_at",
            name=op.f("ck_round_times_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_round_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_round_service_id_service")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_round_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_service_id"), ["service_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("arrival", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "met",
                "nobody_seen",
                "closed",
                "refused",
                "skipped",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 0 AND 1440", name=op.f("ck_visit_minutes_range")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_visit_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_visit_place_id_place")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_visit_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_visit_day", ["day"], unique=False)
        batch_op.create_index("ix_visit_place_day", ["place_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_round_id"), ["round_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "female",
                "male",
                "trans",
                "unknown",
                name="sex",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "age_band",
            sa.Enum(
                "under_18",
                "18_24",
                "25_34",
                "35_44",
                "45_54",
                "55_plus",
                "unknown",
                name="ageband",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "nationality",
            sa.Enum(
                "belgian",
                "eu",
                "non_eu",
                "unknown",
                name="nationality",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "acquaintance",
            sa.Enum(
                "first",
                "known",
                "unknown",
                name="acquaintance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "person",
                "entourage",
                "client",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_contact_count_positive")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_contact_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "health_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "prevention",
                "trod",
                "medication",
                "injection",
                "wound_care",
                "blood_sample",
                "vital_signs",
                "results",
                "hygiene",
                "paramedical_support",
                "screening",
                "vaccination",
                "pregnancy_test",
                "material_exchange",
                name="healthactkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "person",
                "entourage",
                "client",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_health_act_count_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_health_act_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_health_act_service_id_service")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_health_act_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_act")),
    )
    with op.batch_alter_table("health_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_act_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_health_act_service_id"), ["service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_health_act_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "nature",
            sa.Enum(
                "housing",
                "financial",
                "administrative",
                "psychosocial",
                "family",
                "legal",
                "health",
                "integration",
                "other",
                name="nature",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "relais",
                "accompagnement",
                "collaboration",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "relay_target",
            sa.Enum(
                "owner",
                "shelter",
                "housing_agency",
                "housing_support",
                "cpas",
                "bank",
                "energy",
                "debt",
                "municipality",
                "immigration_office",
                "health_insurance",
                "union",
                "own_service",
                "social_emergency",
                "mental_health",
                "hospital",
                "doctor",
                "family_planning",
                "addiction",
                "aids_centre",
                "family_or_friends",
                "child_care",
                "youth_service",
                "lawyer",
                "police",
                "justice",
                "employment",
                "training",
                "food_aid",
                "other",
                name="relaytarget",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "relay_target IS NULL OR mode = 'relais'", name=op.f("ck_intervention_target_of_relais_only")
        ),
        sa.CheckConstraint("count > 0", name=op.f("ck_intervention_count_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_intervention_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_intervention_service_id_service")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_intervention_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
    )
    with op.batch_alter_table("intervention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intervention_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_intervention_service_id"), ["service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_intervention_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "condom",
                "lubricant",
                "sponge",
                "hygiene_kit",
                "sterile_kit",
                "leaflet",
                name="materialkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_material_count_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_material_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_material_service_id_service")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_material_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
    )
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_material_service_id"), ["service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_material_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("police_presence", sa.Boolean(), nullable=True),
        sa.Column(
            "tension",
            sa.Enum(
                "calm",
                "tense",
                "violent",
                name="tension",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "light",
            sa.Enum(
                "good", "poor", "none", name="light", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_observation_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_observation_visit_id")),
    )


def downgrade() -> None:

    op.drop_table("observation")
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_visit_id"))
        batch_op.drop_index(batch_op.f("ix_material_service_id"))
        batch_op.drop_index(batch_op.f("ix_material_day"))

    op.drop_table("material")
    with op.batch_alter_table("intervention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intervention_visit_id"))
        batch_op.drop_index(batch_op.f("ix_intervention_service_id"))
        batch_op.drop_index(batch_op.f("ix_intervention_day"))

    op.drop_table("intervention")
    with op.batch_alter_table("health_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_act_visit_id"))
        batch_op.drop_index(batch_op.f("ix_health_act_service_id"))
        batch_op.drop_index(batch_op.f("ix_health_act_day"))

    op.drop_table("health_act")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_visit_id"))

    op.drop_table("contact")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_round_id"))
        batch_op.drop_index("ix_visit_place_day")
        batch_op.drop_index("ix_visit_day")
        batch_op.drop_index(batch_op.f("ix_visit_batch_id"))

    op.drop_table("visit")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_service_id"))
        batch_op.drop_index(batch_op.f("ix_round_day"))

    op.drop_table("round")
    op.drop_table("regulation_place")
    with op.batch_alter_table("opening_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opening_window_place_id"))

    op.drop_table("opening_window")
    op.drop_table("team")
    with op.batch_alter_table("regulation_place_kind", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulation_place_kind_regulation_id"))

    op.drop_table("regulation_place_kind")
    op.drop_table("place")
    with op.batch_alter_table("online_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_online_contact_service_id"))
        batch_op.drop_index(batch_op.f("ix_online_contact_day"))

    op.drop_table("online_contact")
    with op.batch_alter_table("import_replaced", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_replaced_batch_id"))

    op.drop_table("import_replaced")
    with op.batch_alter_table("drop_in_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drop_in_visit_service_id"))
        batch_op.drop_index(batch_op.f("ix_drop_in_visit_day"))

    op.drop_table("drop_in_visit")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_service_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_day"))

    op.drop_table("consultation")
    with op.batch_alter_table("awareness_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_awareness_event_service_id"))
        batch_op.drop_index(batch_op.f("ix_awareness_event_day"))

    op.drop_table("awareness_event")
    op.drop_table("service")
    op.drop_table("regulation")
    op.drop_table("register_state")
    op.drop_table("publication_area")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_sha256"))

    op.drop_table("import_batch")
