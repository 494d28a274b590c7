import asyncio, re, difflib, time
from decimal import Decimal
from uuid import uuid4
from app.demo import cycle, tender
from app.demo.tender import Tender
async def test_smoke(live_platform, world, application):
    one = Tender(template="land-enforcement-service", offers=dict(cycle.OFFERS))
    await cycle.notice(world, one)
    no = (await (await world.member("staff")).get("/api/notices"))["items"][0]["no"]
    def fill(path):
        path = re.sub(r"\{lot(_id)?:uuid\}", one.lot_id, path)
        path = path.replace("{no:str}", no if "notices" in path else one.no)
        path = re.sub(r"\{\w+:uuid\}", str(uuid4()), path)
        path = re.sub(r"\{\w+:int\}", "1", path)
        return path
    paths = sorted({r.path for r in application.routes if "GET" in getattr(r,"methods",())})
    paths = {p: fill(p) for p in paths if "{path" not in p}
    print(len(paths))
    who = ["admin","agency","tenderer","staff","supervisor","baofengxue","expert01"]
    members = {w: await world.member(w) for w in who}
    sem = asyncio.Semaphore(8)
    async def one_get(w, p):
        async with sem:
            r = await members[w].http.get(paths[p], headers={"accept":"text/html"})
            return (w,p), (r.status_code, r.text)
    async def sweep():
        return dict(await asyncio.gather(*(one_get(w,p) for w in who for p in paths)))
    t=time.monotonic()
    a = await sweep(); print(time.monotonic()-t)
    b = await sweep(); print(time.monotonic()-t)
    for k in a:
        if a[k]!=b[k]:
            print(k, a[k][0], b[k][0])
            print("\n".join([x for x in difflib.unified_diff(a[k][1].splitlines(), b[k][1].splitlines(), n=0, lineterm="")][:8]))
    from collections import Counter
    print(Counter(v[0] for v in a.values()))
    print([ (k) for k,v in a.items() if v[0]>=500])
