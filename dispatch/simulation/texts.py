"""What callers of the simulated city say, in both languages. Invented; no real event, no real person."""

from dataclasses import dataclass

ANYWHERE = ("address",)
SHOPS = ("bank", "supermarket", "mall", "pharmacy", "fuel", "hotel", "address")
NIGHT = ("bar", "restaurant", "nightclub", "casino", "hotel", "address")
PUBLIC = ("park", "square", "beach", "playground", "marina", "address")
SCHOOLS = ("school", "kindergarten", "university", "address")


@dataclass(frozen=True)
class CallText:
    kind: str
    weight: float  # how often, against the others
    places: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    level: int | None = None  # the kind's own unless said


CALLS = (
    CallText(
        "010102",
        0.6,
        SHOPS,
        ("两个男的拿着刀进店里抢东西，店员躲在后面，人往海边跑了。", "有人持刀抢了收银台，穿黑色外套，戴口罩。"),
        (
            "Two men with a knife are robbing the shop, staff are hiding in the back.",
            "Man with a knife took the till. Black jacket, mask.",
        ),
    ),
    CallText(
        "010201",
        1.0,
        PUBLIC,
        ("骑摩托车的把我的包抢了，往下坡方向跑了。", "飞车抢包，红色摩托，没看清车牌。"),
        (
            "A man on a scooter tore my bag away and rode downhill.",
            "Bag snatched from a red motorcycle, plate not seen.",
        ),
    ),
    CallText(
        "010301",
        1.2,
        ANYWHERE,
        ("回家发现门被撬了，里面好像还有动静。", "家里被偷了，窗户开着，首饰不见了。"),
        (
            "Came home, the door is forced and I think someone is still inside.",
            "We were burgled, the window is open and jewellery is gone.",
        ),
    ),
    CallText(
        "010304",
        2.0,
        ANYWHERE,
        ("我的电动车昨晚停在楼下，今天早上没了。", "有人正在剪我电动车的锁。"),
        (
            "My scooter was parked downstairs last night and is gone.",
            "Somebody is cutting the lock of my e-bike right now.",
        ),
    ),
    CallText(
        "010305",
        1.5,
        ("parking", "address"),
        ("车窗被砸了，包不见了。", "停车场里有人在拉车门。"),
        ("My car window is smashed and the bag is gone.", "A man in the car park is trying door handles."),
    ),
    CallText(
        "010401",
        1.5,
        ("bank", "post_office", "address"),
        ("有老人要给陌生人转账，说是公安局让他转的，我们劝不住。", "我刚被骗走三万块，对方说是客服。"),
        (
            "An old man insists on wiring money to 'the police', we cannot stop him.",
            "I have just sent thirty thousand to a fake customer service.",
        ),
    ),
    CallText(
        "020301",
        2.5,
        NIGHT,
        ("门口好几个人在打架，有人倒在地上。", "两个人打起来了，其中一个拿了酒瓶。"),
        ("Several people are fighting at the door, one is on the ground.", "Two men are fighting, one has a bottle."),
    ),
    CallText(
        "020302",
        1.2,
        ANYWHERE,
        ("隔壁女的一直在喊救命，男的在砸东西。", "他又打我了，我把自己锁在卫生间里。"),
        (
            "The woman next door is screaming for help and things are being smashed.",
            "He has hit me again, I have locked myself in the bathroom.",
        ),
    ),
    CallText(
        "020503",
        2.5,
        NIGHT,
        ("楼下酒吧音响太大，孩子睡不着。", "凌晨还在施工，太吵了。"),
        ("The music from the bar is so loud the children cannot sleep.", "They are still drilling at this hour."),
    ),
    CallText(
        "020504",
        0.8,
        PUBLIC,
        ("狗没拴绳咬了人，主人不认账。",),
        ("A dog off the lead has bitten somebody, the owner denies it.",),
    ),
    CallText(
        "030102",
        2.0,
        ANYWHERE,
        ("汽车撞了骑摩托的，人躺在路中间，腿流血。", "斑马线上撞了人，司机还在现场。"),
        (
            "A car hit a motorcyclist, he is lying in the road, his leg is bleeding.",
            "Pedestrian hit on the crossing, the driver is still here.",
        ),
    ),
    CallText(
        "030103",
        3.5,
        ANYWHERE,
        ("两辆车追尾，人没事，挡住路了。", "倒车蹭了，对方不肯走保险。"),
        (
            "Two cars, rear-end, nobody hurt, the lane is blocked.",
            "Scraped while reversing, the other driver refuses the insurance form.",
        ),
    ),
    CallText(
        "030104",
        0.8,
        ANYWHERE,
        ("白色面包车撞了我的车就跑了，往隧道方向。",),
        ("A white van hit my car and drove off towards the tunnel.",),
    ),
    CallText(
        "030203",
        2.5,
        ANYWHERE,
        ("消防通道被车堵了，打电话没人接。", "有车停在医院门口，救护车进不来。"),
        ("A car is blocking the fire lane, nobody answers the phone.", "A car is parked in the ambulance entrance."),
    ),
    CallText(
        "040101",
        1.5,
        ANYWHERE,
        ("两口子吵得很凶，孩子在哭。",),
        ("A couple is shouting badly and a child is crying.",),
    ),
    CallText(
        "040301",
        1.2,
        ("taxi", "railway_station", "address"),
        ("乘客不给车钱还骂人。",),
        ("The passenger refuses to pay and is abusive.",),
    ),
    CallText(
        "041000",
        1.5,
        ("parking", "address"),
        ("为了抢车位两个人推搡起来了。",),
        ("Two drivers are pushing each other over a parking space.",),
    ),
    CallText(
        "050102",
        0.5,
        ("beach", "marina", "address"),
        ("有人掉海里了，还在挣扎！",),
        ("Somebody has fallen into the sea and is struggling!",),
    ),
    CallText(
        "050104",
        1.5,
        (*PUBLIC, "hotel"),
        ("有人晕倒了，叫不醒。", "老人胸口疼，脸发白。"),
        ("Somebody has collapsed and does not wake.", "An old man with chest pain, his face is white."),
    ),
    CallText(
        "050201",
        0.8,
        PUBLIC + SHOPS,
        ("我女儿五岁，穿黄色裙子，十分钟前还在这儿。",),
        ("My daughter is five, yellow dress, she was here ten minutes ago.",),
    ),
    CallText(
        "050202",
        0.8,
        ANYWHERE,
        ("我父亲有老年痴呆，早上出门到现在没回来。",),
        ("My father has dementia, he went out this morning and has not come back.",),
    ),
    CallText(
        "050401",
        1.5,
        NIGHT,
        ("有个人喝醉了躺在路边，天气凉怕出事。",),
        ("A drunk man is lying at the roadside, it is cold and I am worried.",),
    ),
    CallText(
        "050602",
        1.5,
        ANYWHERE,
        ("门反锁了，钥匙在里面，没有危险。",),
        ("I am locked out, the keys are inside, nobody is in danger.",),
    ),
    CallText(
        "060105",
        1.5,
        SCHOOLS + SHOPS,
        ("有个男的在学校门口转了半个小时，一直拍照。", "楼道里有陌生人挨家试门。"),
        (
            "A man has been walking up and down at the gate for half an hour taking pictures.",
            "A stranger in the stairwell is trying every door.",
        ),
    ),
    CallText(
        "060106",
        1.2,
        ANYWHERE,
        ("一辆没有牌照的车停了两天了，里面好像有人。",),
        ("A car without plates has stood here for two days, I think someone is inside.",),
    ),
    CallText(
        "080101",
        0.5,
        ANYWHERE,
        ("三楼冒黑烟，能看到火苗，不知道里面有没有人。",),
        ("Black smoke from the third floor, flames, I do not know if anyone is inside.",),
    ),
    CallText(
        "990303",
        1.5,
        SHOPS,
        ("店里的报警器一直响，没有人。",),
        ("The shop's alarm keeps ringing, nobody is there.",),
    ),
)

# What officers of the simulated city write afterwards: (outcome, Chinese, English).
REPORTS = (
    (
        "settled",
        "到场后了解情况，当场处置完毕，双方无异议。",
        "Spoke to those involved; settled on the spot, no objections.",
    ),
    ("mediated", "经现场调解，双方达成一致。", "Mediated on the spot; both sides agreed."),
    ("helped", "已提供帮助，当事人安全。", "Help given, the person is safe."),
    ("not_found", "到场后未发现所述情况，周边巡查无异常。", "Nothing found on arrival; patrolled the surroundings."),
    ("taken_in", "将相关人员带回派出所进一步处理。", "Persons involved taken to the station."),
    ("handed_over", "现场移交相关部门处理。", "Handed over on scene to the service in charge."),
)
