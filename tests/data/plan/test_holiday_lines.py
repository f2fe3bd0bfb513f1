"""Holidays of a plan as lines."""

from data.plan.holiday_lines import as_lines, read_days


def test_lines_become_days_in_order_and_back() -> None:
    text = "05/02/2027  Giao  thừa\n\n04/02/2027\n13/02/2027 Làm bù\n04/02/2027 29 Tết"
    days, bad = read_days(text)
    assert bad == []
    assert days == [
        {"day": "2027-02-04", "name": "29 Tết"},
        {"day": "2027-02-05", "name": "Giao thừa"},
        {"day": "2027-02-13", "name": "Làm bù"},
    ]
    assert read_days(as_lines(days)) == (days, [])


def test_what_is_no_day_is_named() -> None:
    days, bad = read_days("31/02/2027 Tết\n2027-02-05\nTết")
    assert (days, bad) == ([], ["31/02/2027 Tết", "2027-02-05", "Tết"])
