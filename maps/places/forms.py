from django import forms
from django.utils.translation import gettext_lazy as _

from maps.basemap.kinds import KINDS
from maps.places.models import Place


class PlaceForm(forms.ModelForm):
    """The kinds are those of the base map, so that one search finds both."""

    kind = forms.ChoiceField(label=_("Kind"))

    class Meta:
        model = Place
        fields = ["name", "name_zh", "name_en", "kind", "point"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, label) for key, (label, _rank) in KINDS.items()]
