"""Bare things that are processes of their own: no Django, nothing that is not needed."""

import os

import orjson


async def bare_door(scope, receive, send) -> None:
    """The least that accepts: the body, as it came, into the same stream; then 202. It asks nobody whose fixes they are
    and looks at none of them; that the writer could not use what it appends is not held against it."""
    import redis.asyncio

    if scope["type"] != "http":
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    if not hasattr(bare_door, "redis"):
        bare_door.redis = redis.asyncio.Redis.from_url(os.environ["MUSTER_REDIS_URL"])
    await bare_door.redis.xadd("load:fixes", {"f": body})
    answer = orjson.dumps({"accepted": len(orjson.loads(body)["fixes"]), "refused": []})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 202, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
