"""The best assignment: rows and columns paired so that the sum of the pairs' weights is as large as it can be."""

from collections.abc import Sequence

_NONE = -1
"""Stands for no row, and for no column."""


def best_assignment(weights: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """Return pairs of a row and a column of maximum total weight, each row and column in at most one, by row.

    Weights are whole numbers, so that sums are exact. A weight of 0 or less is no pair: the two rather stay alone.
    This is the Hungarian method in O(n^3): one row after the other is assigned, along the cheapest path of earlier rows
    that move to make room for it.
    """
    rows = [at for at, row in enumerate(weights) if any(weight > 0 for weight in row)]
    columns = [at for at in range(len(weights[0]) if weights else 0) if any(weights[row][at] > 0 for row in rows)]
    turned = len(rows) > len(columns)
    few, many = (columns, rows) if turned else (rows, columns)
    costs = [[-max(0, weights[other][one] if turned else weights[one][other]) for other in many] for one in few]
    pairs = ((few[one], many[other]) for one, other in _cheapest(costs) if costs[one][other])
    return tuple(sorted((other, one) if turned else (one, other) for one, other in pairs))


def _cheapest(costs: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return a column for each row at the least total cost; there are at least as many columns as rows."""
    if not costs:
        return []
    row_of = [_NONE] * len(costs[0])
    of_rows, of_columns = [0] * len(costs), [0] * len(row_of)
    for row in range(len(costs)):
        _assign(row, costs, of_rows, of_columns, row_of)
    return [(row, column) for column, row in enumerate(row_of) if row != _NONE]


def _assign(
    row: int, costs: Sequence[Sequence[int]], of_rows: list[int], of_columns: list[int], row_of: list[int]
) -> None:
    """Give a row a column. Each row and column has a potential; no cost is below the sum of its two."""
    ways = [cost - of_column for cost, of_column in zip(costs[row], of_columns, strict=True)]
    before = [_NONE] * len(ways)
    still_open, passed = list(range(len(ways))), []
    while row_of[column := min(still_open, key=ways.__getitem__)] != _NONE:
        still_open.remove(column)
        passed.append(column)
        its_row = row_of[column]
        so_far, its_costs = ways[column] - of_rows[its_row], costs[its_row]
        for other in still_open:
            way = so_far + its_costs[other] - of_columns[other]
            if way < ways[other]:
                ways[other], before[other] = way, column
    of_rows[row] = ways[column]
    for each in passed:
        of_rows[row_of[each]] += ways[column] - ways[each]
        of_columns[each] -= ways[column] - ways[each]
    while column != _NONE:
        row_of[column] = row if before[column] == _NONE else row_of[before[column]]
        column = before[column]
