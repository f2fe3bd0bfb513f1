"""Papers of a meeting in the form of NĐ 30/2020/NĐ-CP: the invitation and the minutes."""
