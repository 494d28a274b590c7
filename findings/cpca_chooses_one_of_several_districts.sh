#!/usr/bin/env bash
# cpca 0.5.5 reads a Chinese address into province, city, district and adcode. Where a district's name exists in several
# cities (朝阳区 in Beijing and Changchun; 鼓楼区 in Nanjing, Fuzhou, Xuzhou and Kaifeng; 西湖区 in Hangzhou and
# Nanchang) and no city is written before it, as in the name of a purchaser, it answers with one of them and says
# nothing of the others: 朝阳区 is in Jilin, 鼓楼区 in Henan, 西湖区 in Jiangxi. And its list of divisions is of no one
# day: it has 莱芜市 (dissolved in January 2019) and 下城区 (April 2021), but neither 双流县 (until 2015) nor 宁乡市 (2017),
# 莱芜区, 新津区 (2020), 临平区 and 钱塘区 (2021). A division that it lacks is cut off without a word, and the address gets the
# code of the city or of the whole province. So: find a notice's region by name in one's own dated table, show all
# divisions of that name, and let a person choose.
#
# Seen (Python 3.11, x86-64; cpca 0.5.5, pandas 3.1.1):
#   朝阳区公共资源交易中心  220104    北京市朝阳区…  110105
#   鼓楼区人民政府          410204
#   西湖区教育局            360103
#   山东省莱芜市莱城区      371202    山东省济南市莱芜区    370100
#   浙江省杭州市下城区      330103    浙江省杭州市临平区    330100
#   四川省成都市双流县      510100    四川省成都市双流区    510116
#   四川省成都市新津区      510100
#   湖南省长沙市宁乡市      430100    湖南省宁乡市          430000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cpca==0.5.5 pandas==3.1.1
"$folder/venv/bin/python" - <<'PY'
import cpca

SEEN = {
    # one of several, and nobody is told
    "朝阳区公共资源交易中心": "220104",
    "北京市朝阳区公共资源交易中心": "110105",
    "鼓楼区人民政府": "410204",
    "南京市鼓楼区人民政府": "320106",
    "西湖区教育局": "360103",
    "杭州市西湖区教育局": "330106",
    # divisions of yesterday that it has, and of today that it lacks
    "山东省莱芜市莱城区": "371202",
    "山东省济南市莱芜区": "370100",
    "浙江省杭州市下城区": "330103",
    "浙江省杭州市临平区": "330100",
    "浙江省杭州市钱塘区": "330100",
    "四川省成都市双流区": "510116",
    "四川省成都市新津区": "510100",
    # and of yesterday that it lacks, too
    "四川省成都市双流县": "510100",
    "湖南省长沙市宁乡市": "430100",
    "湖南省宁乡市": "430000",
}
found = dict(zip(SEEN, cpca.transform(list(SEEN))["adcode"], strict=True))
for address, code in found.items():
    print(f"{address:<{28 - len(address)}} {code}")
assert found == SEEN, {address: code for address, code in found.items() if code != SEEN[address]}
print("as described: a namesake is chosen in silence, and the list of divisions is of no one day")
PY
