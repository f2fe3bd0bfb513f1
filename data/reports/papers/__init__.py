"""A report on paper in the form of NĐ 30/2020/NĐ-CP, and as a workbook whose figures lead to their rows."""
