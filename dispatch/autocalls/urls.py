from django.urls import path

from dispatch.autocalls import by_hand, making, views
from dispatch.autocalls.views import DEEDS

urlpatterns = [
    path("autocalls/", views.campaigns, name="autocalls"),
    path("autocalls/new/", making.new, name="autocall_new"),
    path("autocalls/choices/", making.choices, name="autocall_choices"),
    path("autocalls/count/", making.count, name="autocall_count"),
    path("autocalls/preview/", making.preview, name="autocall_preview"),
    path("autocalls/by-hand/", by_hand.calls, name="by_hand"),
    path("autocalls/by-hand/mine/", by_hand.mine, name="by_hand_mine"),
    path("autocalls/by-hand/<int:pk>/settle/", by_hand.settle, name="by_hand_settle"),
    path("autocalls/by-hand/<int:pk>/note/", by_hand.note, name="by_hand_note"),
    path("autocalls/by-hand/<int:pk>/hand-to/", by_hand.reassign, name="by_hand_reassign"),
    path("autocalls/callees/<int:pk>/take-off/", views.take_off, name="autocall_take_off"),
    path("autocalls/attempts/<int:pk>/recording/", views.recording, name="autocall_recording"),
    path("autocalls/<slug:code>/", views.board, name="autocall"),
    path("autocalls/<slug:code>/change/", making.change, name="autocall_change"),
    path("autocalls/<slug:code>/changes/", views.changes, name="autocall_changes"),
    path("autocalls/<slug:code>/versions/", views.versions, name="autocall_versions"),
    path("autocalls/<slug:code>/export/", views.export, name="autocall_export"),
    path("autocalls/<slug:code>/hand-over/", views.hand_over, name="autocall_hand_over"),
    path("autocalls/<slug:code>/copy/", views.copy, name="autocall_copy"),
    *(path(f"autocalls/<slug:code>/{verb}/", views.deed, {"verb": verb}, name=f"autocall_{verb}") for verb in DEEDS),
]
