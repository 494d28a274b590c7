"""Commands that run the platform or act on a running one."""

import sys

import rich_click as click


@click.command()
def up() -> None:
    """Run the whole platform: servers that are not given by environment, application, worker, demo data."""
    from app.founding import nobody_registered
    from app.settings import Settings
    from app.supervisor import run_up

    sys.exit(run_up(Settings.from_environment, nobody_registered=nobody_registered))


@click.command()
def serve() -> None:
    """Run the web application alone; every server is given by environment."""
    from app.serve import serve
    from app.settings import Settings

    serve(Settings.from_environment())


@click.command()
def worker() -> None:
    """Run the background worker alone: it delivers events and fires timers."""
    from app import logs
    from app.settings import Settings
    from app.worker import run_worker

    settings = Settings.from_environment()
    logs.configure(form=settings.log_format, level=settings.log_level)
    run_worker(settings)


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema and rights, make the bucket, mark the instance."""
    from app import migrate

    sys.exit(migrate.main())


@click.command()
@click.argument("sign_in_name")
@click.argument("name")
def administrator(*, sign_in_name: str, name: str) -> None:
    """Enter the first administrator: SIGN_IN_NAME and NAME (姓名). Prints a password that serves once, for a day."""
    from app.founding import run
    from app.settings import Settings

    sys.exit(run(Settings.from_environment(), sign_in_name=sign_in_name, name=name))


@click.command()
@click.option("--url", help="Address of the running platform; PUBLIC_URL if not given.")
def demo(*, url: str | None) -> None:
    """Carry one tender from notice to award over HTTP on a running training instance, while you watch."""
    from app.demo.cycle import run
    from app.settings import Settings

    sys.exit(run(base_url=url or Settings.from_environment().public_url))


@click.command(name="demo-data")
def demo_data() -> None:
    """Fill an empty training instance with a tender at each stage, made by the operations themselves."""
    from app.demo.load import run
    from app.embedded.ports import address_of
    from app.runtime import runtime
    from app.settings import Settings

    settings = Settings.from_environment()
    sys.exit(run(base_url=address_of(host=settings.host, port=settings.port), platform=runtime(settings)))


@click.command(name="demo-data-clear")
def demo_data_clear() -> None:
    """Clear a training instance whose demo data was broken off; `tianping up` calls it."""
    from app.demo.clear import run
    from app.runtime import object_store
    from app.settings import Settings

    settings = Settings.from_environment()
    sys.exit(run(owner_database_url=settings.owner_database_url, bucket=object_store(settings)))
