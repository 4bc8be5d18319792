"""LibreOffice, from the workbook: `atlas export atlas.xlsx`. The formulas are what one types into a cell."""

import subprocess
import sys
from pathlib import Path

import openpyxl

book = openpyxl.load_workbook("atlas.xlsx")
heads = {cell.value: cell.column_letter for cell in book["spans"][1]}
first, last, status = (f"spans!${heads[name]}$2:${heads[name]}$99999" for name in ("first_day", "last_day", "status"))
sheet = book.create_sheet("asked", 0)
for row, (name, day) in enumerate(
    [(n, d) for d in ("1953,3,5", "1961,11,12") for n in ("bearing", "uncertain")], start=1
):
    sheet.cell(row, 1, f"{name} {day}")
    sheet.cell(row, 2, f'=COUNTIFS({first},"<="&DATE({day}),{last},">="&DATE({day}),{status},"{name}")')
keys = f"spans!${heads['feature_id']}$2:${heads['feature_id']}$99999"
for column, name in enumerate(("name", "begin_words", "end_words"), start=1):
    sheet.cell(5, column, f'=INDEX(spans!${heads[name]}$2:${heads[name]}$99999,MATCH("katowice",{keys},0))')
book.save("asked.xlsx")
office = sys.argv[1] if len(sys.argv) > 1 else "soffice"
subprocess.run(
    [office, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "asked.xlsx"],
    check=True,
    capture_output=True,
)
print(Path("asked.csv").read_text(encoding="utf-8"))
