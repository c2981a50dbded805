"""Areas, enterprises, sites and facilities."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from server.places.fields import code_column, key_column, position_column

LEVELS = ("district", "street", "community", "grid")
DATUMS = ("wgs84", "gcj02", "cgcs2000")
SITE_STATES = ("open", "closed", "merged")
LONGITUDE = (-1_800_000_000, 1_800_000_000)
LATITUDE = (-900_000_000, 900_000_000)


def on_earth() -> Q:
    """Return the condition that a point is either absent or on the globe."""
    return Q(lon__isnull=True, lat__isnull=True) | Q(lon__range=LONGITUDE, lat__range=LATITUDE)


class AreaQuerySet(models.QuerySet["Area"]):
    def on(self, day):
        """Keep the areas in force on that day; the upper bound is exclusive."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class Area(models.Model):
    pk = models.CompositePrimaryKey("code", "valid_from")
    code = code_column(32, verbose_name="代码")
    level = code_column(16, verbose_name="层级")
    name = models.CharField("名称", max_length=100)
    name_en = models.CharField("英文名称", max_length=200, blank=True)
    parent = code_column(32, verbose_name="上级代码", blank=True)
    rings = models.JSONField("边界（1e-7 度）")
    datum = code_column(16, verbose_name="坐标系")
    west = models.IntegerField()
    south = models.IntegerField()
    east = models.IntegerField()
    north = models.IntegerField()
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    position = position_column()

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区域"
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="area_code_current"
            ),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="area_level"),
            models.CheckConstraint(condition=Q(datum__in=DATUMS), name="area_datum"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="area_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Enterprise(models.Model):
    id = key_column()
    name = models.CharField("名称", max_length=200)
    name_en = models.CharField("英文名称", max_length=300, blank=True)
    uscc = code_column(18, verbose_name="统一社会信用代码", blank=True)
    sector = code_column(32, verbose_name="行业", blank=True)
    principal = models.CharField("主要负责人", max_length=100, blank=True)
    contact = models.CharField("联系人", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    search = models.CharField(max_length=600, blank=True, db_collation="C")
    rev = models.PositiveIntegerField(default=1)
    position = position_column()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="enterprise_uscc"),
        ]

    def __str__(self) -> str:
        return self.name


class SiteQuerySet(models.QuerySet["Site"]):
    def open(self):
        """Keep the sites that still are places to inspect."""
        return self.filter(state="open")


class Site(models.Model):
    id = key_column()
    name = models.CharField("名称", max_length=200)
    name_en = models.CharField("英文名称", max_length=300, blank=True)
    pinyin = models.CharField("拼音", max_length=400, blank=True)
    search = models.CharField(max_length=1200, blank=True, db_collation="C")
    address = models.CharField("地址", max_length=300, blank=True)
    street = code_column(32, verbose_name="街镇", blank=True)
    community = code_column(32, verbose_name="社区", blank=True)
    kind = code_column(32, verbose_name="类别")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="sites"
    )
    uscc = code_column(18, verbose_name="统一社会信用代码", blank=True)
    contact = models.CharField("联系人", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    lon = models.IntegerField("经度 1e-7", null=True, blank=True)
    lat = models.IntegerField("纬度 1e-7", null=True, blank=True)
    datum = code_column(16, verbose_name="坐标系", default="wgs84")
    exposure = code_column(24, verbose_name="暴露频次")
    checklists = ArrayField(code_column(64), default=list, blank=True, verbose_name="适用检查表")
    factors = ArrayField(code_column(64), default=list, blank=True, verbose_name="静态风险因素")
    peak_occupancy = models.PositiveIntegerField("高峰人数", default=0)
    vulnerable = models.BooleanField("有老幼病弱等人员", default=False)
    supervisor = code_column(64, verbose_name="行业主管部门", blank=True)
    state = code_column(16, verbose_name="状态", default="open")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    changed = models.JSONField("各项最近变更位置", default=dict)
    rev = models.PositiveIntegerField(default=1)
    position = position_column()

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "场所"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SITE_STATES), name="site_state"),
            models.CheckConstraint(condition=Q(datum__in=DATUMS), name="site_datum"),
            models.CheckConstraint(condition=on_earth(), name="site_on_earth"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="site_merged_names_its_heir",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="site_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["street", "id"], name="site_street"),
            models.Index(fields=["kind", "id"], name="site_kind"),
            models.Index(fields=["lon", "lat"], name="site_point"),
        ]

    def __str__(self) -> str:
        return self.name


class Facility(models.Model):
    id = key_column()
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="facilities")
    street = code_column(32, verbose_name="街镇", blank=True)
    kind = code_column(32, verbose_name="类别")
    name = models.CharField("名称", max_length=200)
    name_en = models.CharField("英文名称", max_length=300, blank=True)
    slot = code_column(64, verbose_name="位置代码", blank=True)
    lon = models.IntegerField("经度 1e-7", null=True, blank=True)
    lat = models.IntegerField("纬度 1e-7", null=True, blank=True)
    datum = code_column(16, verbose_name="坐标系", default="wgs84")
    built_on = models.DateField("建成日期", null=True, blank=True)
    factors = ArrayField(code_column(64), default=list, blank=True, verbose_name="静态风险因素")
    state = code_column(16, verbose_name="状态", default="open")
    rev = models.PositiveIntegerField(default=1)
    position = position_column()

    class Meta:
        verbose_name = verbose_name_plural = "设施"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("open", "closed")), name="facility_state"
            ),
            models.CheckConstraint(condition=Q(datum__in=DATUMS), name="facility_datum"),
            models.CheckConstraint(condition=on_earth(), name="facility_on_earth"),
        ]
        indexes = [models.Index(fields=["street", "id"], name="facility_street")]

    def __str__(self) -> str:
        return self.name
