"""The words of the field as frozen values: standard, portfolio, coverage, finding. Nothing here reads or writes."""
