"""The page *Báo cáo*: its figures, the rows behind them, and what was frozen."""
