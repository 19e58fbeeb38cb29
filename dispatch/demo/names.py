"""Made-up people and the Chinese names of the demo area's wards. Nobody here is real."""

from collections.abc import Iterator
from random import Random

SURNAMES = (
    "王 Wang,李 Li,张 Zhang,刘 Liu,陈 Chen,杨 Yang,赵 Zhao,黄 Huang,周 Zhou,吴 Wu,"
    "徐 Xu,孙 Sun,胡 Hu,朱 Zhu,高 Gao,林 Lin,何 He,郭 Guo,马 Ma,罗 Luo"
)
GIVEN = (
    "伟 Wei,芳 Fang,娜 Na,敏 Min,静 Jing,强 Qiang,磊 Lei,军 Jun,洋 Yang,勇 Yong,艳 Yan,杰 Jie,涛 Tao,明 Ming,"
    "超 Chao,霞 Xia,平 Ping,刚 Gang,建国 Jianguo,志强 Zhiqiang,晓东 Xiaodong,海燕 Haiyan,丽华 Lihua,"
    "国庆 Guoqing,文博 Wenbo,子涵 Zihan,雨桐 Yutong,思远 Siyuan"
)

# Places known to few outside have no Chinese name in the extract.
WARDS = {
    "La Rousse": "拉鲁斯",
    "Fontvieille": "芳维耶",
    "Monte-Carlo": "蒙特卡洛",
    "Monaco-Ville": "摩纳哥城",
    "La Condamine": "拉康达明",
    "Larvotto": "拉沃托",
}


def people(seed: int = 110) -> Iterator[tuple[str, str]]:
    """Endless ``(Chinese name, English name)``, the same ones each time."""
    chance = Random(seed)
    surnames = [pair.split() for pair in SURNAMES.split(",")]
    given = [pair.split() for pair in GIVEN.split(",")]
    while True:
        (family_zh, family_en), (own_zh, own_en) = chance.choice(surnames), chance.choice(given)
        yield f"{family_zh}{own_zh}", f"{family_en} {own_en}"
