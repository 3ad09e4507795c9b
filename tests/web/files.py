"""Small files made in code, as a visitor would add them."""

from __future__ import annotations

#: One row of each kind: located, ambiguous twice, unmatched, outside, disagreeing, not read.
MIXED = """Дата;Населений пункт;Область;Тип;Загинуло;Джерело;lat;lon
21.10.2024;Суми;Сумська область;обстріл;2;Газета;;
22.10.2024;Золочів;;обстріл;;Газета;;
23.10.2024;Золочів;;дрон;1;<b>*Газета*</b>;;
24.10.2024;Кваквакове;;дрон;;Газета;;
25.10.2024;Харків;;дрон;;Газета;46.48;30.73
26.10.2024;Варшава;;дрон;;Газета;;
колись;Одеса;;дрон;;Газета;;
27.10.2024;Суми, Полтава та Чернігів;;дрон;3;Газета;;
""".encode()
PARTS = {
    "located": 4,
    "ambiguous": 2,
    "unmatched": 1,
    "outside": 1,
    "disagreeing": 1,
    "rejected": 1,
}
UNDECIDED = b"date,place,type\n03/04/2024,Sumy,drone\n05/06/2024,Odesa,drone\n"
