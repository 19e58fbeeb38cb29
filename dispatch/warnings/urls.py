from django.urls import path

from dispatch.warnings import method_views, views

urlpatterns = [
    path("warnings/", views.warnings, name="warnings"),
    path("warnings/layer/", views.layer, name="warnings_layer"),
    path("warnings/density/", views.density, name="density_layer"),
    path("warnings/methods/", method_views.methods, name="warning_methods"),
    path("warnings/scoreboard/", method_views.scoreboard, name="warning_scoreboard"),
    path("warnings/algorithm/", method_views.algorithm, name="warning_algorithm"),
    path("warnings/methods/run/", method_views.run, name="warning_run_now"),
    path("warnings/methods/<slug:method>/pause/", method_views.pause, name="warning_pause"),
    path("warnings/methods/<slug:method>/resume/", method_views.resume, name="warning_resume"),
    path("warnings/methods/<slug:method>/budget/", method_views.budget, name="warning_budget"),
    path("warnings/runs/<int:pk>/", method_views.run_page, name="warning_run"),
    path("warnings/runs/<int:pk>/progress/", method_views.run_progress, name="warning_run_progress"),
    path("warnings/runs/<int:pk>/repeat/", method_views.repeat, name="warning_run_repeat"),
    path("warnings/<str:code>/", views.warning, name="warning"),
    path("warnings/<str:code>/sign/", views.sign, name="warning_sign"),
    path("warnings/<str:code>/answer/", views.answer, name="warning_answer"),
    path("warnings/<str:code>/judge/", views.judge, name="warning_judge"),
    path("warnings/<str:code>/close/", views.close, name="warning_close"),
]
