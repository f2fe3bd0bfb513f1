"""Papers of a joint team in the form of NĐ 30/2020/NĐ-CP."""
