"""Notices are looked for by pairs of characters; what was published before is written down anew in that form."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder
from piccolo.querystring import QueryString

from core.regions import region_name
from core.searching import searchable

ID = "2026-11-29T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "search of notices by pairs of characters"

BEFORE = (
    """
    CREATE FUNCTION trading_search_pieces(whole text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT piece), '{}')
        FROM generate_series(1, length(whole)) AS place,
             LATERAL (VALUES (substr(whole, place, 1)), (substr(whole, place, 2))) AS pieces (piece)
    $$
    """,
    "DROP INDEX trading_notice_search",
    "ALTER TABLE trading_notice DISABLE TRIGGER trading_notice_kept",
)

PUBLISHED = """
SELECT notice.id, notice.no, notice.title, notice.kind, project.no AS project_no, project.name, project.plan_no,
       lot.name AS lot_name, tenderer.name AS tenderer, agency.name AS agency, project.region, project.category,
       CASE WHEN notice.kind = 'award_notice' THEN award.winner_name END AS winner
FROM trading_notice notice JOIN trading_lot lot ON lot.id = notice.lot
JOIN trading_project project ON project.id = lot.project
JOIN identity_organisation tenderer ON tenderer.id = project.tenderer
JOIN identity_organisation agency ON agency.id = project.agency
LEFT JOIN trading_award award ON award.lot = lot.id
WHERE notice.state = 'published'
"""

AFTER = (
    "ALTER TABLE trading_notice ENABLE TRIGGER trading_notice_kept",
    "CREATE INDEX trading_notice_search ON trading_notice USING gin (trading_search_pieces(search_text))",
)

KINDS = {
    "procurement_notice": "公开招标公告",
    "award_notice": "中标结果公告",
    "termination_notice": "废标公告",
}
CATEGORIES = {"goods": "货物", "services": "服务"}


def search_text(row):
    lines = (
        row["no"],
        row["title"],
        KINDS[row["kind"]],
        row["project_no"],
        row["name"],
        row["plan_no"],
        row["lot_name"],
        row["tenderer"],
        row["agency"],
        region_name(row["region"]),
        row["region"],
        CATEGORIES[row["category"]],
        row["winner"] or "",
    )
    return "\n".join(dict.fromkeys(line for line in map(searchable, lines) if line))


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in BEFORE:
            await engine.run_ddl(statement)
        for row in await engine.run_ddl(PUBLISHED):
            await engine.run_querystring(
                QueryString("UPDATE trading_notice SET search_text = {} WHERE id = {}", search_text(row), row["id"])
            )
        for statement in AFTER:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
