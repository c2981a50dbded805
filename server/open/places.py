"""Areas, sites and facilities."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from server.accounts.permissions import can_read_place
from server.api.now import today
from server.open import forms
from server.open.asking import Asked, asked_text, asked_word
from server.open.doors import OpenView, described
from server.places.models import DATUMS, LEVELS, SITE_STATES
from server.places.selectors import (
    SiteFilter,
    area_rows,
    facility_rows,
    site_rows,
)
from shared.text import terms


@described(
    "areas_list",
    "现行区域",
    "Areas in force",
    "今日有效的区、街镇、社区和网格；街镇只列本人辖区内的。",
    many=True,
)
class AreaList(OpenView):
    """The district, its streets, communities and grids in force today; of streets, the own ones."""

    allow = can_read_place
    asked_form = Asked

    @extend_schema_serializer(component_name="Area")
    class Output(serializers.Serializer):
        """An area."""

        code = forms.text("代码 · code")
        level = forms.word("层级 · level", LEVELS)
        name = forms.text("名称 · name")
        name_en = forms.text("英文名称 · English name")
        parent = forms.text("上级代码 · code of the area it lies in")
        rings = forms.rings("边界，1e-7 度 · polygon in 1e-7 degree")
        datum = forms.word("坐标系 · datum", DATUMS)
        valid_from = forms.day("启用日期 · first day in force")
        valid_to = forms.day("停用日期，不含 · first day no longer in force", null=True)
        position = forms.whole("变更的账本位置 · ledger position of the last change")

    def get(self, request: Request) -> HttpResponse:
        """List areas by code."""
        rows = area_rows(day=today(), area=self.area)
        return self.listed(rows, key={"code": str})


class AskedSites(Asked):
    """Which sites."""

    q = asked_text("名称、地址或拼音 · name, address or pinyin")
    street = asked_text("街镇代码 · code of the street")
    kind = asked_word("场所类别 · kind of site", terms("site_kind"))
    state = asked_word("状态 · state", SITE_STATES)


@described(
    "sites_list",
    "场所",
    "Sites",
    "检查对象所在的场所。",
    many=True,
)
class SiteList(OpenView):
    """Places that are inspected."""

    allow = can_read_place
    asked_form = AskedSites

    @extend_schema_serializer(component_name="Site")
    class Output(serializers.Serializer):
        """A site."""

        id = forms.text("编号 · id")
        name = forms.text("名称 · name")
        name_en = forms.text("英文名称 · English name")
        kind = forms.text("类别 · kind")
        address = forms.text("地址 · address")
        street = forms.text("现属街镇 · street it lies in now")
        community = forms.text("社区 · community")
        enterprise = forms.text("企业编号 · id of the enterprise", null=True)
        enterprise_name = forms.text("企业名称 · enterprise", source="enterprise__name", null=True)
        uscc = forms.text("统一社会信用代码 · unified social credit code")
        lon = forms.whole("经度，1e-7 度 · longitude", null=True)
        lat = forms.whole("纬度，1e-7 度 · latitude", null=True)
        datum = forms.word("坐标系 · datum", DATUMS)
        exposure = forms.text("暴露频次 · exposure")
        checklists = forms.texts("适用检查表 · checklists that apply")
        factors = forms.texts("静态风险因素 · static risk factors")
        peak_occupancy = forms.whole("高峰人数 · people at the busiest time")
        vulnerable = forms.flag("有老幼病弱等人员 · vulnerable people")
        supervisor = forms.text("监管部门 · supervising body")
        state = forms.word("状态 · state", SITE_STATES)
        merged_into = forms.text("并入的场所 · site it was merged into", null=True)
        position = forms.whole("变更的账本位置 · ledger position of the last change")

    def get(self, request: Request) -> HttpResponse:
        """List sites."""
        asked = SiteFilter(
            text=self.asked["q"],
            street=self.asked["street"],
            kind=self.asked["kind"],
            state=self.asked["state"],
        )
        return self.listed(site_rows(asked=asked, area=self.area))


class AskedFacilities(Asked):
    """Which facilities."""

    site = asked_text("场所编号 · id of the site")
    street = asked_text("街镇代码 · code of the street")


@described(
    "facilities_list",
    "设施",
    "Facilities",
    "场所内自成风险点的设施：储罐、电梯、井室等。",
    many=True,
)
class FacilityList(OpenView):
    """Vessels, lifts, wells and the like: parts of sites with hazards and risks of their own."""

    allow = can_read_place
    asked_form = AskedFacilities

    @extend_schema_serializer(component_name="Facility")
    class Output(serializers.Serializer):
        """A facility."""

        id = forms.text("编号 · id")
        site = forms.text("场所编号 · id of the site", null=True)
        street = forms.text("现属街镇 · street it lies in now")
        kind = forms.text("类别 · kind")
        name = forms.text("名称 · name")
        name_en = forms.text("英文名称 · English name")
        slot = forms.text("部位 · slot")
        lon = forms.whole("经度，1e-7 度 · longitude", null=True)
        lat = forms.whole("纬度，1e-7 度 · latitude", null=True)
        datum = forms.word("坐标系 · datum", DATUMS)
        built_on = forms.day("建成日期 · built on", null=True)
        factors = forms.texts("静态风险因素 · static risk factors")
        state = forms.word("状态 · state", ("open", "closed"))
        position = forms.whole("变更的账本位置 · ledger position of the last change")

    def get(self, request: Request) -> HttpResponse:
        """List facilities."""
        rows = facility_rows(site=self.asked["site"], street=self.asked["street"], area=self.area)
        return self.listed(rows)


@described(
    "facilities_one",
    "一个设施",
    "One facility",
    "一个设施。",
)
class FacilityOne(OpenView):
    """One facility."""

    allow = can_read_place
    Output = FacilityList.Output

    def get(self, request: Request, facility: str) -> HttpResponse:
        """Give one facility."""
        rows = facility_rows(area=self.area).filter(id=facility)
        return self.found(rows.values(*forms.columns(self.Output)))


@described(
    "sites_one",
    "一个场所",
    "One site",
    "一个场所及其联系人和设施。",
)
class SiteOne(OpenView):
    """One site with its contact and its facilities."""

    allow = can_read_place

    @extend_schema_serializer(component_name="SiteWhole")
    class Output(SiteList.Output):
        """A site with what belongs to it."""

        contact = forms.text("联系人 · contact")
        phone = forms.text("电话 · phone")
        facilities = FacilityList.Output(many=True, help_text="设施 · facilities")

    def get(self, request: Request, site: str) -> HttpResponse:
        """Give one site."""
        rows = site_rows(asked=SiteFilter(state=""), area=self.area).filter(id=site)
        parts = facility_rows(site=site, area=self.area).order_by("id")
        return self.found(
            rows.values(*forms.columns(self.Output)),
            facilities=lambda: list(parts.values(*forms.columns(FacilityList.Output))),
        )
