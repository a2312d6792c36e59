"""The goals that can be seen from outside, with what was measured: the worst of
all sizes counts."""

LEAST, MOST = ">=", "<="


def lines(sizes, keys, figure="ratio"):
    """Figures of these lines at all sizes, with where each is from."""
    found = []
    for size, results in sizes:
        for key in keys:
            if key in results["lines"]:
                found.append((results["lines"][key][figure], f"{key.partition('/')[0]} at {size:,}"))
    return found


def against(sizes, key, other):
    """One line's rate by another's."""
    found = []
    for size, results in sizes:
        ours, theirs = results["lines"].get(key), results["lines"].get(other)
        if ours and theirs:
            found.append((ours["rate"] / theirs["rate"], f"at {size:,}"))
    return found


def around(sizes, key):
    """CPU beyond bare's, as a share of bare's."""
    return [(1 / ratio - 1, where) for ratio, where in lines(sizes, [key])]


def rest(q):
    return [f"{key}/{q}" for key in ("Q1", "Q2", "Q4", "Q5")]


def goals(asked, growth, loading, reloading):
    """Title, at least or at most, the goal, figures."""
    at_10k = [pair for pair in asked if pair[0] == 10_000]
    yield "hot REST, of bare", LEAST, 0.85, lines(asked, [*rest("hot"), "Q6/hot"])
    yield "hot GraphQL Q3, of bare", LEAST, 0.80, lines(asked, ["Q3/hot"])
    yield "304, of bare", LEAST, 0.85, lines(asked, ["304/hot"])
    yield "compressed hot bodies, of bare", LEAST, 0.85, lines(asked, ["gzip/hot", "br/hot", "zstd/hot"])
    yield "uncached REST Q1, Q2, Q4, Q5, of bare", LEAST, 0.70, lines(asked, rest("uncached"))
    yield "uncached Q3, of the plain server's", LEAST, 1.0, against(asked, "Q3/uncached", "Q3/plain")
    yield "… its document known, of bare", LEAST, 0.45, lines(asked, ["Q3/uncached"])
    yield "uncached Q6 at 10,000 reports, of bare", LEAST, 0.20, lines(at_10k, ["Q6/uncached"])
    for _, found in growth:
        times = {key: (line["times"], key.replace("/", ", ")) for key, line in found["lines"].items()}
        yield f"CPU at {found['large']:,} against {found['small']:,} reports, Q1 to Q5, times", MOST, 1.25, [
            pair for key, pair in times.items() if not key.startswith("Q6")]
        yield "… Q6, times", MOST, 3, [times["Q6/first"]]
    yield "ready from an unchanged store, 10,000 reports, s of CPU", MOST, 0.35, [
        (found["warm"], "") for size, found in loading if size == 10_000]
    yield "one changed report by --watch, 10,000 reports, ms of CPU", MOST, 5, [
        (found["watched"] * 1000, "") for size, found in reloading if size == 10_000 and "watched" in found]
    yield "p99 of reads during reloads, times", MOST, 2, [(found["times"], f"at {size:,}") for size, found in reloading]
    heavy = [(size, found) for size, found in loading if size >= 1_000]
    yield "memory less 10 MB, of the Markdown", MOST, 2.5, [
        ((found["resting"] - 1e7) / found["markdown"], f"at {size:,}") for size, found in heavy]
    yield "… at most while loading", MOST, 4, [
        ((found["cold peak"] - 1e7) / found["markdown"], f"at {size:,}") for size, found in heavy]
    yield "limits, guard, log, headers and the kept answer, of bare's CPU on top", MOST, 0.05, around(asked, "Q1/hot")
    yield "… the bytes of the headers alone", MOST, 0.05, around(asked, "Q1/dressed")


def judged(asked, growth, loading, reloading):
    """Rows of the table: what, goal, worst, best, reached."""
    for title, bound, goal, figures in goals(asked, growth, loading, reloading):
        if not figures:
            continue
        low, high = min(figures), max(figures)
        worst, best = (low, high) if bound == LEAST else (high, low)
        reached = worst[0] >= goal if bound == LEAST else worst[0] <= goal
        words = "at least" if bound == LEAST else "at most"
        yield [title, f"{words} {goal}", shown(worst), shown(best), "yes" if reached else "no"]


def shown(figure):
    value, where = figure
    return (f"{value:,.0f}" if value >= 100 else f"{value:.3g}") + (f" ({where})" if where else "")
