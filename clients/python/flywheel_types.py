# Written by `flywheel db types` from sql/ and policies/. Do not edit.
from __future__ import annotations

import datetime
import uuid
from typing import (
    Annotated,
    Any,
    List,
    Literal,
    Optional,
    TypedDict,
)
from typing_extensions import NotRequired, TypeAlias

from pydantic import BaseModel, Field, JsonValue

AuthAalLevel: TypeAlias = Literal["aal1", "aal2", "aal3"]

AuthCodeChallengeMethod: TypeAlias = Literal["s256", "plain"]

AuthFactorStatus: TypeAlias = Literal["unverified", "verified"]

AuthFactorType: TypeAlias = Literal["totp", "webauthn", "phone"]

AuthOneTimeTokenType: TypeAlias = Literal[
    "confirmation_token",
    "reauthentication_token",
    "recovery_token",
    "email_change_token_new",
    "email_change_token_current",
    "phone_change_token",
]

JobsFailureKind: TypeAlias = Literal[
    "error", "poison", "deadline", "prerequisite", "cancelled", "superseded"
]

JobsJobStatus: TypeAlias = Literal[
    "pending", "processing", "completed", "failed", "retrying", "cancelled"
]


class PublicAbTestAssignments(BaseModel):
    assigned_at: datetime.datetime = Field(alias="assigned_at")
    id: uuid.UUID = Field(alias="id")
    test_id: uuid.UUID = Field(alias="test_id")
    unit_id: str = Field(alias="unit_id")
    variant_id: uuid.UUID = Field(alias="variant_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAbTestAssignmentsInsert(TypedDict):
    assigned_at: NotRequired[Annotated[datetime.datetime, Field(alias="assigned_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]
    unit_id: Annotated[str, Field(alias="unit_id")]
    variant_id: Annotated[uuid.UUID, Field(alias="variant_id")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAbTestAssignmentsUpdate(TypedDict):
    assigned_at: NotRequired[Annotated[datetime.datetime, Field(alias="assigned_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]
    unit_id: NotRequired[Annotated[str, Field(alias="unit_id")]]
    variant_id: NotRequired[Annotated[uuid.UUID, Field(alias="variant_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAbTestResults(BaseModel):
    converted: bool = Field(alias="converted")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    engagement_score: Optional[float] = Field(alias="engagement_score")
    id: uuid.UUID = Field(alias="id")
    occurred_at: datetime.datetime = Field(alias="occurred_at")
    revenue: float = Field(alias="revenue")
    test_id: uuid.UUID = Field(alias="test_id")
    unit_id: Optional[str] = Field(alias="unit_id")
    variant_id: uuid.UUID = Field(alias="variant_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAbTestResultsInsert(TypedDict):
    converted: NotRequired[Annotated[bool, Field(alias="converted")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    engagement_score: NotRequired[Annotated[Optional[float], Field(alias="engagement_score")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    occurred_at: NotRequired[Annotated[datetime.datetime, Field(alias="occurred_at")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]
    unit_id: NotRequired[Annotated[Optional[str], Field(alias="unit_id")]]
    variant_id: Annotated[uuid.UUID, Field(alias="variant_id")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAbTestResultsUpdate(TypedDict):
    converted: NotRequired[Annotated[bool, Field(alias="converted")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    engagement_score: NotRequired[Annotated[Optional[float], Field(alias="engagement_score")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    occurred_at: NotRequired[Annotated[datetime.datetime, Field(alias="occurred_at")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]
    unit_id: NotRequired[Annotated[Optional[str], Field(alias="unit_id")]]
    variant_id: NotRequired[Annotated[uuid.UUID, Field(alias="variant_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAbTestVariants(BaseModel):
    ad_id: Optional[uuid.UUID] = Field(alias="ad_id")
    blog_post_id: Optional[uuid.UUID] = Field(alias="blog_post_id")
    component_id: Optional[uuid.UUID] = Field(alias="component_id")
    created_at: datetime.datetime = Field(alias="created_at")
    email_id: Optional[uuid.UUID] = Field(alias="email_id")
    id: uuid.UUID = Field(alias="id")
    is_control: bool = Field(alias="is_control")
    key: str = Field(alias="key")
    name: Optional[str] = Field(alias="name")
    payload: JsonValue = Field(alias="payload")
    social_post_id: Optional[uuid.UUID] = Field(alias="social_post_id")
    test_id: uuid.UUID = Field(alias="test_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    weight: float = Field(alias="weight")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAbTestVariantsInsert(TypedDict):
    ad_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_id")]]
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    component_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="component_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_control: NotRequired[Annotated[bool, Field(alias="is_control")]]
    key: Annotated[str, Field(alias="key")]
    name: NotRequired[Annotated[Optional[str], Field(alias="name")]]
    payload: NotRequired[Annotated[JsonValue, Field(alias="payload")]]
    social_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="social_post_id")]]
    test_id: Annotated[uuid.UUID, Field(alias="test_id")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    weight: NotRequired[Annotated[float, Field(alias="weight")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAbTestVariantsUpdate(TypedDict):
    ad_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_id")]]
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    component_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="component_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_control: NotRequired[Annotated[bool, Field(alias="is_control")]]
    key: NotRequired[Annotated[str, Field(alias="key")]]
    name: NotRequired[Annotated[Optional[str], Field(alias="name")]]
    payload: NotRequired[Annotated[JsonValue, Field(alias="payload")]]
    social_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="social_post_id")]]
    test_id: NotRequired[Annotated[uuid.UUID, Field(alias="test_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    weight: NotRequired[Annotated[float, Field(alias="weight")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAbTests(BaseModel):
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    decision: Optional[JsonValue] = Field(alias="decision")
    description: Optional[str] = Field(alias="description")
    ended_at: Optional[datetime.datetime] = Field(alias="ended_at")
    id: uuid.UUID = Field(alias="id")
    metric: str = Field(alias="metric")
    minimum_effect: Optional[float] = Field(alias="minimum_effect")
    name: str = Field(alias="name")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    significance: float = Field(alias="significance")
    started_at: Optional[datetime.datetime] = Field(alias="started_at")
    status: str = Field(alias="status")
    target_users: Optional[int] = Field(alias="target_users")
    traffic_share: float = Field(alias="traffic_share")
    unit: str = Field(alias="unit")
    updated_at: datetime.datetime = Field(alias="updated_at")
    winner_variant_id: Optional[uuid.UUID] = Field(alias="winner_variant_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAbTestsInsert(TypedDict):
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    decision: NotRequired[Annotated[Optional[JsonValue], Field(alias="decision")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    ended_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="ended_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    metric: NotRequired[Annotated[str, Field(alias="metric")]]
    minimum_effect: NotRequired[Annotated[Optional[float], Field(alias="minimum_effect")]]
    name: Annotated[str, Field(alias="name")]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    significance: NotRequired[Annotated[float, Field(alias="significance")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    target_users: NotRequired[Annotated[Optional[int], Field(alias="target_users")]]
    traffic_share: NotRequired[Annotated[float, Field(alias="traffic_share")]]
    unit: NotRequired[Annotated[str, Field(alias="unit")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    winner_variant_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="winner_variant_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAbTestsUpdate(TypedDict):
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    decision: NotRequired[Annotated[Optional[JsonValue], Field(alias="decision")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    ended_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="ended_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    metric: NotRequired[Annotated[str, Field(alias="metric")]]
    minimum_effect: NotRequired[Annotated[Optional[float], Field(alias="minimum_effect")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    significance: NotRequired[Annotated[float, Field(alias="significance")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    target_users: NotRequired[Annotated[Optional[int], Field(alias="target_users")]]
    traffic_share: NotRequired[Annotated[float, Field(alias="traffic_share")]]
    unit: NotRequired[Annotated[str, Field(alias="unit")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    winner_variant_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="winner_variant_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAdAccounts(BaseModel):
    account_id: str = Field(alias="account_id")
    account_name: Optional[str] = Field(alias="account_name")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    last_sync_at: Optional[datetime.datetime] = Field(alias="last_sync_at")
    platform: str = Field(alias="platform")
    sync_error_message: Optional[str] = Field(alias="sync_error_message")
    time_zone: str = Field(alias="time_zone")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAdAccountsInsert(TypedDict):
    account_id: Annotated[str, Field(alias="account_id")]
    account_name: NotRequired[Annotated[Optional[str], Field(alias="account_name")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    last_sync_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="last_sync_at")]]
    platform: Annotated[str, Field(alias="platform")]
    sync_error_message: NotRequired[Annotated[Optional[str], Field(alias="sync_error_message")]]
    time_zone: NotRequired[Annotated[str, Field(alias="time_zone")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAdAccountsUpdate(TypedDict):
    account_id: NotRequired[Annotated[str, Field(alias="account_id")]]
    account_name: NotRequired[Annotated[Optional[str], Field(alias="account_name")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    last_sync_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="last_sync_at")]]
    platform: NotRequired[Annotated[str, Field(alias="platform")]]
    sync_error_message: NotRequired[Annotated[Optional[str], Field(alias="sync_error_message")]]
    time_zone: NotRequired[Annotated[str, Field(alias="time_zone")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAdCampaigns(BaseModel):
    ad_account_id: Optional[uuid.UUID] = Field(alias="ad_account_id")
    budget_amount: Optional[float] = Field(alias="budget_amount")
    budget_type: Optional[str] = Field(alias="budget_type")
    campaign_id: uuid.UUID = Field(alias="campaign_id")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    external_id: Optional[str] = Field(alias="external_id")
    id: uuid.UUID = Field(alias="id")
    objective: str = Field(alias="objective")
    target_audience: JsonValue = Field(alias="target_audience")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAdCampaignsInsert(TypedDict):
    ad_account_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_account_id")]]
    budget_amount: NotRequired[Annotated[Optional[float], Field(alias="budget_amount")]]
    budget_type: NotRequired[Annotated[Optional[str], Field(alias="budget_type")]]
    campaign_id: Annotated[uuid.UUID, Field(alias="campaign_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    objective: Annotated[str, Field(alias="objective")]
    target_audience: NotRequired[Annotated[JsonValue, Field(alias="target_audience")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAdCampaignsUpdate(TypedDict):
    ad_account_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_account_id")]]
    budget_amount: NotRequired[Annotated[Optional[float], Field(alias="budget_amount")]]
    budget_type: NotRequired[Annotated[Optional[str], Field(alias="budget_type")]]
    campaign_id: NotRequired[Annotated[uuid.UUID, Field(alias="campaign_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    objective: NotRequired[Annotated[str, Field(alias="objective")]]
    target_audience: NotRequired[Annotated[JsonValue, Field(alias="target_audience")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAdMetrics(BaseModel):
    ad_id: uuid.UUID = Field(alias="ad_id")
    clicks: int = Field(alias="clicks")
    conversions: int = Field(alias="conversions")
    cpc: Optional[float] = Field(alias="cpc")
    cpm: Optional[float] = Field(alias="cpm")
    created_at: datetime.datetime = Field(alias="created_at")
    ctr: Optional[float] = Field(alias="ctr")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    fetched_at: datetime.datetime = Field(alias="fetched_at")
    id: uuid.UUID = Field(alias="id")
    impressions: int = Field(alias="impressions")
    raw: Optional[JsonValue] = Field(alias="raw")
    revenue: float = Field(alias="revenue")
    roas: Optional[float] = Field(alias="roas")
    spend: float = Field(alias="spend")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAdMetricsInsert(TypedDict):
    ad_id: Annotated[uuid.UUID, Field(alias="ad_id")]
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    cpc: NotRequired[Annotated[Optional[float], Field(alias="cpc")]]
    cpm: NotRequired[Annotated[Optional[float], Field(alias="cpm")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    ctr: NotRequired[Annotated[Optional[float], Field(alias="ctr")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    fetched_at: NotRequired[Annotated[datetime.datetime, Field(alias="fetched_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    impressions: NotRequired[Annotated[int, Field(alias="impressions")]]
    raw: NotRequired[Annotated[Optional[JsonValue], Field(alias="raw")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    roas: NotRequired[Annotated[Optional[float], Field(alias="roas")]]
    spend: NotRequired[Annotated[float, Field(alias="spend")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAdMetricsUpdate(TypedDict):
    ad_id: NotRequired[Annotated[uuid.UUID, Field(alias="ad_id")]]
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    cpc: NotRequired[Annotated[Optional[float], Field(alias="cpc")]]
    cpm: NotRequired[Annotated[Optional[float], Field(alias="cpm")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    ctr: NotRequired[Annotated[Optional[float], Field(alias="ctr")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    fetched_at: NotRequired[Annotated[datetime.datetime, Field(alias="fetched_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    impressions: NotRequired[Annotated[int, Field(alias="impressions")]]
    raw: NotRequired[Annotated[Optional[JsonValue], Field(alias="raw")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    roas: NotRequired[Annotated[Optional[float], Field(alias="roas")]]
    spend: NotRequired[Annotated[float, Field(alias="spend")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAdSets(BaseModel):
    bid_strategy: Optional[str] = Field(alias="bid_strategy")
    budget_amount: Optional[float] = Field(alias="budget_amount")
    campaign_id: uuid.UUID = Field(alias="campaign_id")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    external_id: Optional[str] = Field(alias="external_id")
    id: uuid.UUID = Field(alias="id")
    name: str = Field(alias="name")
    status: str = Field(alias="status")
    targeting: JsonValue = Field(alias="targeting")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAdSetsInsert(TypedDict):
    bid_strategy: NotRequired[Annotated[Optional[str], Field(alias="bid_strategy")]]
    budget_amount: NotRequired[Annotated[Optional[float], Field(alias="budget_amount")]]
    campaign_id: Annotated[uuid.UUID, Field(alias="campaign_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: Annotated[str, Field(alias="name")]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    targeting: NotRequired[Annotated[JsonValue, Field(alias="targeting")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAdSetsUpdate(TypedDict):
    bid_strategy: NotRequired[Annotated[Optional[str], Field(alias="bid_strategy")]]
    budget_amount: NotRequired[Annotated[Optional[float], Field(alias="budget_amount")]]
    campaign_id: NotRequired[Annotated[uuid.UUID, Field(alias="campaign_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    targeting: NotRequired[Annotated[JsonValue, Field(alias="targeting")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAds(BaseModel):
    ad_set_id: uuid.UUID = Field(alias="ad_set_id")
    created_at: datetime.datetime = Field(alias="created_at")
    creative_data: JsonValue = Field(alias="creative_data")
    destination_url: Optional[str] = Field(alias="destination_url")
    external_id: Optional[str] = Field(alias="external_id")
    id: uuid.UUID = Field(alias="id")
    media_assets: JsonValue = Field(alias="media_assets")
    name: str = Field(alias="name")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAdsInsert(TypedDict):
    ad_set_id: Annotated[uuid.UUID, Field(alias="ad_set_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    creative_data: NotRequired[Annotated[JsonValue, Field(alias="creative_data")]]
    destination_url: NotRequired[Annotated[Optional[str], Field(alias="destination_url")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    media_assets: NotRequired[Annotated[JsonValue, Field(alias="media_assets")]]
    name: Annotated[str, Field(alias="name")]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAdsUpdate(TypedDict):
    ad_set_id: NotRequired[Annotated[uuid.UUID, Field(alias="ad_set_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    creative_data: NotRequired[Annotated[JsonValue, Field(alias="creative_data")]]
    destination_url: NotRequired[Annotated[Optional[str], Field(alias="destination_url")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    media_assets: NotRequired[Annotated[JsonValue, Field(alias="media_assets")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAffiliateCampaigns(BaseModel):
    affiliate_link: Optional[str] = Field(alias="affiliate_link")
    campaign_id: uuid.UUID = Field(alias="campaign_id")
    created_at: datetime.datetime = Field(alias="created_at")
    funnel_type: Optional[str] = Field(alias="funnel_type")
    id: uuid.UUID = Field(alias="id")
    settings: JsonValue = Field(alias="settings")
    tracking_id: Optional[str] = Field(alias="tracking_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAffiliateCampaignsInsert(TypedDict):
    affiliate_link: NotRequired[Annotated[Optional[str], Field(alias="affiliate_link")]]
    campaign_id: Annotated[uuid.UUID, Field(alias="campaign_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    funnel_type: NotRequired[Annotated[Optional[str], Field(alias="funnel_type")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    tracking_id: NotRequired[Annotated[Optional[str], Field(alias="tracking_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAffiliateCampaignsUpdate(TypedDict):
    affiliate_link: NotRequired[Annotated[Optional[str], Field(alias="affiliate_link")]]
    campaign_id: NotRequired[Annotated[uuid.UUID, Field(alias="campaign_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    funnel_type: NotRequired[Annotated[Optional[str], Field(alias="funnel_type")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    tracking_id: NotRequired[Annotated[Optional[str], Field(alias="tracking_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAffiliateOffers(BaseModel):
    clickbank_id: str = Field(alias="clickbank_id")
    commission_amount: Optional[float] = Field(alias="commission_amount")
    commission_rate: Optional[float] = Field(alias="commission_rate")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    data_snapshot: Optional[JsonValue] = Field(alias="data_snapshot")
    fetched_at: Optional[datetime.datetime] = Field(alias="fetched_at")
    gravity: Optional[float] = Field(alias="gravity")
    id: uuid.UUID = Field(alias="id")
    initial_sale_amount: Optional[float] = Field(alias="initial_sale_amount")
    popularity_rank: Optional[int] = Field(alias="popularity_rank")
    product_id: uuid.UUID = Field(alias="product_id")
    rebill: bool = Field(alias="rebill")
    refund_rate: Optional[float] = Field(alias="refund_rate")
    updated_at: datetime.datetime = Field(alias="updated_at")
    vendor: str = Field(alias="vendor")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAffiliateOffersInsert(TypedDict):
    clickbank_id: Annotated[str, Field(alias="clickbank_id")]
    commission_amount: NotRequired[Annotated[Optional[float], Field(alias="commission_amount")]]
    commission_rate: NotRequired[Annotated[Optional[float], Field(alias="commission_rate")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    data_snapshot: NotRequired[Annotated[Optional[JsonValue], Field(alias="data_snapshot")]]
    fetched_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="fetched_at")]]
    gravity: NotRequired[Annotated[Optional[float], Field(alias="gravity")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    initial_sale_amount: NotRequired[Annotated[Optional[float], Field(alias="initial_sale_amount")]]
    popularity_rank: NotRequired[Annotated[Optional[int], Field(alias="popularity_rank")]]
    product_id: Annotated[uuid.UUID, Field(alias="product_id")]
    rebill: NotRequired[Annotated[bool, Field(alias="rebill")]]
    refund_rate: NotRequired[Annotated[Optional[float], Field(alias="refund_rate")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    vendor: Annotated[str, Field(alias="vendor")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAffiliateOffersUpdate(TypedDict):
    clickbank_id: NotRequired[Annotated[str, Field(alias="clickbank_id")]]
    commission_amount: NotRequired[Annotated[Optional[float], Field(alias="commission_amount")]]
    commission_rate: NotRequired[Annotated[Optional[float], Field(alias="commission_rate")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    data_snapshot: NotRequired[Annotated[Optional[JsonValue], Field(alias="data_snapshot")]]
    fetched_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="fetched_at")]]
    gravity: NotRequired[Annotated[Optional[float], Field(alias="gravity")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    initial_sale_amount: NotRequired[Annotated[Optional[float], Field(alias="initial_sale_amount")]]
    popularity_rank: NotRequired[Annotated[Optional[int], Field(alias="popularity_rank")]]
    product_id: NotRequired[Annotated[uuid.UUID, Field(alias="product_id")]]
    rebill: NotRequired[Annotated[bool, Field(alias="rebill")]]
    refund_rate: NotRequired[Annotated[Optional[float], Field(alias="refund_rate")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    vendor: NotRequired[Annotated[str, Field(alias="vendor")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAiBudgetAlerts(BaseModel):
    budget_id: uuid.UUID = Field(alias="budget_id")
    created_at: datetime.datetime = Field(alias="created_at")
    period_start: datetime.date = Field(alias="period_start")
    threshold: int = Field(alias="threshold")


class PublicAiBudgetAlertsInsert(TypedDict):
    budget_id: Annotated[uuid.UUID, Field(alias="budget_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    period_start: Annotated[datetime.date, Field(alias="period_start")]
    threshold: Annotated[int, Field(alias="threshold")]


class PublicAiBudgetAlertsUpdate(TypedDict):
    budget_id: NotRequired[Annotated[uuid.UUID, Field(alias="budget_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    period_start: NotRequired[Annotated[datetime.date, Field(alias="period_start")]]
    threshold: NotRequired[Annotated[int, Field(alias="threshold")]]


class PublicAiBudgetBalances(BaseModel):
    budget_id: uuid.UUID = Field(alias="budget_id")
    cap: float = Field(alias="cap")
    overrun: float = Field(alias="overrun")
    period_start: datetime.date = Field(alias="period_start")
    reserved: float = Field(alias="reserved")
    slot: int = Field(alias="slot")
    smallest: Optional[float] = Field(alias="smallest")
    spent: float = Field(alias="spent")


class PublicAiBudgetBalancesInsert(TypedDict):
    budget_id: Annotated[uuid.UUID, Field(alias="budget_id")]
    cap: Annotated[float, Field(alias="cap")]
    overrun: NotRequired[Annotated[float, Field(alias="overrun")]]
    period_start: Annotated[datetime.date, Field(alias="period_start")]
    reserved: NotRequired[Annotated[float, Field(alias="reserved")]]
    slot: Annotated[int, Field(alias="slot")]
    smallest: NotRequired[Annotated[Optional[float], Field(alias="smallest")]]
    spent: NotRequired[Annotated[float, Field(alias="spent")]]


class PublicAiBudgetBalancesUpdate(TypedDict):
    budget_id: NotRequired[Annotated[uuid.UUID, Field(alias="budget_id")]]
    cap: NotRequired[Annotated[float, Field(alias="cap")]]
    overrun: NotRequired[Annotated[float, Field(alias="overrun")]]
    period_start: NotRequired[Annotated[datetime.date, Field(alias="period_start")]]
    reserved: NotRequired[Annotated[float, Field(alias="reserved")]]
    slot: NotRequired[Annotated[int, Field(alias="slot")]]
    smallest: NotRequired[Annotated[Optional[float], Field(alias="smallest")]]
    spent: NotRequired[Annotated[float, Field(alias="spent")]]


class PublicAiBudgets(BaseModel):
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    cap: float = Field(alias="cap")
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    is_default: bool = Field(alias="is_default")
    period: str = Field(alias="period")
    scope: str = Field(alias="scope")
    slots: int = Field(alias="slots")
    thresholds: List[int] = Field(alias="thresholds")
    unit: str = Field(alias="unit")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicAiBudgetsInsert(TypedDict):
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    cap: Annotated[float, Field(alias="cap")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_default: NotRequired[Annotated[bool, Field(alias="is_default")]]
    period: Annotated[str, Field(alias="period")]
    scope: NotRequired[Annotated[str, Field(alias="scope")]]
    slots: NotRequired[Annotated[int, Field(alias="slots")]]
    thresholds: NotRequired[Annotated[List[int], Field(alias="thresholds")]]
    unit: NotRequired[Annotated[str, Field(alias="unit")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicAiBudgetsUpdate(TypedDict):
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    cap: NotRequired[Annotated[float, Field(alias="cap")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_default: NotRequired[Annotated[bool, Field(alias="is_default")]]
    period: NotRequired[Annotated[str, Field(alias="period")]]
    scope: NotRequired[Annotated[str, Field(alias="scope")]]
    slots: NotRequired[Annotated[int, Field(alias="slots")]]
    thresholds: NotRequired[Annotated[List[int], Field(alias="thresholds")]]
    unit: NotRequired[Annotated[str, Field(alias="unit")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicAiCostTracking(BaseModel):
    anthropic_cost: float = Field(alias="anthropic_cost")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    generations_count: int = Field(alias="generations_count")
    id: uuid.UUID = Field(alias="id")
    openai_cost: float = Field(alias="openai_cost")
    other_cost: float = Field(alias="other_cost")
    tokens_used: int = Field(alias="tokens_used")
    total_cost: float = Field(alias="total_cost")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAiCostTrackingInsert(TypedDict):
    anthropic_cost: NotRequired[Annotated[float, Field(alias="anthropic_cost")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    generations_count: NotRequired[Annotated[int, Field(alias="generations_count")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    openai_cost: NotRequired[Annotated[float, Field(alias="openai_cost")]]
    other_cost: NotRequired[Annotated[float, Field(alias="other_cost")]]
    tokens_used: NotRequired[Annotated[int, Field(alias="tokens_used")]]
    total_cost: NotRequired[Annotated[float, Field(alias="total_cost")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAiCostTrackingUpdate(TypedDict):
    anthropic_cost: NotRequired[Annotated[float, Field(alias="anthropic_cost")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    generations_count: NotRequired[Annotated[int, Field(alias="generations_count")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    openai_cost: NotRequired[Annotated[float, Field(alias="openai_cost")]]
    other_cost: NotRequired[Annotated[float, Field(alias="other_cost")]]
    tokens_used: NotRequired[Annotated[int, Field(alias="tokens_used")]]
    total_cost: NotRequired[Annotated[float, Field(alias="total_cost")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAiGenerationTypes(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    description: str = Field(alias="description")
    instruction_bytes: int = Field(alias="instruction_bytes")
    is_active: bool = Field(alias="is_active")
    kind: str = Field(alias="kind")
    options: List[str] = Field(alias="options")
    output_tokens: int = Field(alias="output_tokens")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicAiGenerationTypesInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: Annotated[str, Field(alias="description")]
    instruction_bytes: NotRequired[Annotated[int, Field(alias="instruction_bytes")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    kind: Annotated[str, Field(alias="kind")]
    options: NotRequired[Annotated[List[str], Field(alias="options")]]
    output_tokens: Annotated[int, Field(alias="output_tokens")]
    type: Annotated[str, Field(alias="type")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicAiGenerationTypesUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: NotRequired[Annotated[str, Field(alias="description")]]
    instruction_bytes: NotRequired[Annotated[int, Field(alias="instruction_bytes")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    kind: NotRequired[Annotated[str, Field(alias="kind")]]
    options: NotRequired[Annotated[List[str], Field(alias="options")]]
    output_tokens: NotRequired[Annotated[int, Field(alias="output_tokens")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicAiGenerations(BaseModel):
    accepted: Optional[bool] = Field(alias="accepted")
    batch_id: Optional[str] = Field(alias="batch_id")
    blog_post_id: Optional[uuid.UUID] = Field(alias="blog_post_id")
    bundle_order_item_id: Optional[uuid.UUID] = Field(alias="bundle_order_item_id")
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    completion_tokens: Optional[int] = Field(alias="completion_tokens")
    component_id: Optional[uuid.UUID] = Field(alias="component_id")
    content_bundle_id: Optional[uuid.UUID] = Field(alias="content_bundle_id")
    content_id: Optional[uuid.UUID] = Field(alias="content_id")
    content_upgrade_id: Optional[uuid.UUID] = Field(alias="content_upgrade_id")
    cost: Optional[float] = Field(alias="cost")
    created_at: datetime.datetime = Field(alias="created_at")
    email_sequence_id: Optional[uuid.UUID] = Field(alias="email_sequence_id")
    error_message: Optional[str] = Field(alias="error_message")
    estimated_cost: float = Field(alias="estimated_cost")
    generation_time_seconds: Optional[float] = Field(alias="generation_time_seconds")
    generation_type: str = Field(alias="generation_type")
    id: uuid.UUID = Field(alias="id")
    idempotency_key: Optional[str] = Field(alias="idempotency_key")
    input_bytes: int = Field(alias="input_bytes")
    iterations: int = Field(alias="iterations")
    language: str = Field(alias="language")
    model_requested: Optional[str] = Field(alias="model_requested")
    model_used: Optional[str] = Field(alias="model_used")
    output_tokens: int = Field(alias="output_tokens")
    parameters: JsonValue = Field(alias="parameters")
    parent_id: Optional[uuid.UUID] = Field(alias="parent_id")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    progress: float = Field(alias="progress")
    prompt_text: str = Field(alias="prompt_text")
    prompt_tokens: Optional[int] = Field(alias="prompt_tokens")
    prompt_version: Optional[str] = Field(alias="prompt_version")
    provider: Optional[str] = Field(alias="provider")
    reference_images: List[str] = Field(alias="reference_images")
    result_asset_id: Optional[uuid.UUID] = Field(alias="result_asset_id")
    result_data: Optional[JsonValue] = Field(alias="result_data")
    social_post_id: Optional[uuid.UUID] = Field(alias="social_post_id")
    stage: Optional[str] = Field(alias="stage")
    started_at: Optional[datetime.datetime] = Field(alias="started_at")
    status: str = Field(alias="status")
    tier: str = Field(alias="tier")
    updated_at: datetime.datetime = Field(alias="updated_at")
    usage: JsonValue = Field(alias="usage")
    user_feedback: Optional[str] = Field(alias="user_feedback")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    user_rating: Optional[int] = Field(alias="user_rating")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAiGenerationsInsert(TypedDict):
    accepted: NotRequired[Annotated[Optional[bool], Field(alias="accepted")]]
    batch_id: NotRequired[Annotated[Optional[str], Field(alias="batch_id")]]
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    bundle_order_item_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="bundle_order_item_id")]
    ]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    completion_tokens: NotRequired[Annotated[Optional[int], Field(alias="completion_tokens")]]
    component_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="component_id")]]
    content_bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_bundle_id")]]
    content_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_id")]]
    content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="content_upgrade_id")]
    ]
    cost: NotRequired[Annotated[Optional[float], Field(alias="cost")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email_sequence_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_sequence_id")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    estimated_cost: NotRequired[Annotated[float, Field(alias="estimated_cost")]]
    generation_time_seconds: NotRequired[
        Annotated[Optional[float], Field(alias="generation_time_seconds")]
    ]
    generation_type: Annotated[str, Field(alias="generation_type")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    idempotency_key: NotRequired[Annotated[Optional[str], Field(alias="idempotency_key")]]
    input_bytes: NotRequired[Annotated[int, Field(alias="input_bytes")]]
    iterations: NotRequired[Annotated[int, Field(alias="iterations")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    model_requested: NotRequired[Annotated[Optional[str], Field(alias="model_requested")]]
    model_used: NotRequired[Annotated[Optional[str], Field(alias="model_used")]]
    output_tokens: NotRequired[Annotated[int, Field(alias="output_tokens")]]
    parameters: NotRequired[Annotated[JsonValue, Field(alias="parameters")]]
    parent_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="parent_id")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    progress: NotRequired[Annotated[float, Field(alias="progress")]]
    prompt_text: Annotated[str, Field(alias="prompt_text")]
    prompt_tokens: NotRequired[Annotated[Optional[int], Field(alias="prompt_tokens")]]
    prompt_version: NotRequired[Annotated[Optional[str], Field(alias="prompt_version")]]
    provider: NotRequired[Annotated[Optional[str], Field(alias="provider")]]
    reference_images: NotRequired[Annotated[List[str], Field(alias="reference_images")]]
    result_asset_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="result_asset_id")]]
    result_data: NotRequired[Annotated[Optional[JsonValue], Field(alias="result_data")]]
    social_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="social_post_id")]]
    stage: NotRequired[Annotated[Optional[str], Field(alias="stage")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    tier: NotRequired[Annotated[str, Field(alias="tier")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    usage: NotRequired[Annotated[JsonValue, Field(alias="usage")]]
    user_feedback: NotRequired[Annotated[Optional[str], Field(alias="user_feedback")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    user_rating: NotRequired[Annotated[Optional[int], Field(alias="user_rating")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAiGenerationsUpdate(TypedDict):
    accepted: NotRequired[Annotated[Optional[bool], Field(alias="accepted")]]
    batch_id: NotRequired[Annotated[Optional[str], Field(alias="batch_id")]]
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    bundle_order_item_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="bundle_order_item_id")]
    ]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    completion_tokens: NotRequired[Annotated[Optional[int], Field(alias="completion_tokens")]]
    component_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="component_id")]]
    content_bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_bundle_id")]]
    content_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_id")]]
    content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="content_upgrade_id")]
    ]
    cost: NotRequired[Annotated[Optional[float], Field(alias="cost")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email_sequence_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_sequence_id")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    estimated_cost: NotRequired[Annotated[float, Field(alias="estimated_cost")]]
    generation_time_seconds: NotRequired[
        Annotated[Optional[float], Field(alias="generation_time_seconds")]
    ]
    generation_type: NotRequired[Annotated[str, Field(alias="generation_type")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    idempotency_key: NotRequired[Annotated[Optional[str], Field(alias="idempotency_key")]]
    input_bytes: NotRequired[Annotated[int, Field(alias="input_bytes")]]
    iterations: NotRequired[Annotated[int, Field(alias="iterations")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    model_requested: NotRequired[Annotated[Optional[str], Field(alias="model_requested")]]
    model_used: NotRequired[Annotated[Optional[str], Field(alias="model_used")]]
    output_tokens: NotRequired[Annotated[int, Field(alias="output_tokens")]]
    parameters: NotRequired[Annotated[JsonValue, Field(alias="parameters")]]
    parent_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="parent_id")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    progress: NotRequired[Annotated[float, Field(alias="progress")]]
    prompt_text: NotRequired[Annotated[str, Field(alias="prompt_text")]]
    prompt_tokens: NotRequired[Annotated[Optional[int], Field(alias="prompt_tokens")]]
    prompt_version: NotRequired[Annotated[Optional[str], Field(alias="prompt_version")]]
    provider: NotRequired[Annotated[Optional[str], Field(alias="provider")]]
    reference_images: NotRequired[Annotated[List[str], Field(alias="reference_images")]]
    result_asset_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="result_asset_id")]]
    result_data: NotRequired[Annotated[Optional[JsonValue], Field(alias="result_data")]]
    social_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="social_post_id")]]
    stage: NotRequired[Annotated[Optional[str], Field(alias="stage")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    tier: NotRequired[Annotated[str, Field(alias="tier")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    usage: NotRequired[Annotated[JsonValue, Field(alias="usage")]]
    user_feedback: NotRequired[Annotated[Optional[str], Field(alias="user_feedback")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    user_rating: NotRequired[Annotated[Optional[int], Field(alias="user_rating")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAiModelPrices(BaseModel):
    above_input_tokens: int = Field(alias="above_input_tokens")
    cache_write_1h_per_million: Optional[float] = Field(alias="cache_write_1h_per_million")
    cache_write_per_million: Optional[float] = Field(alias="cache_write_per_million")
    cached_image_input_per_million: Optional[float] = Field(alias="cached_image_input_per_million")
    cached_input_per_million: Optional[float] = Field(alias="cached_input_per_million")
    characters_per_million: Optional[float] = Field(alias="characters_per_million")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    id: uuid.UUID = Field(alias="id")
    image_input_per_million: Optional[float] = Field(alias="image_input_per_million")
    image_output_per_million: Optional[float] = Field(alias="image_output_per_million")
    input_per_million: Optional[float] = Field(alias="input_per_million")
    model_id: str = Field(alias="model_id")
    output_per_million: Optional[float] = Field(alias="output_per_million")
    per_second: Optional[float] = Field(alias="per_second")
    tier: str = Field(alias="tier")
    valid_from: datetime.datetime = Field(alias="valid_from")


class PublicAiModelPricesInsert(TypedDict):
    above_input_tokens: NotRequired[Annotated[int, Field(alias="above_input_tokens")]]
    cache_write_1h_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="cache_write_1h_per_million")]
    ]
    cache_write_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="cache_write_per_million")]
    ]
    cached_image_input_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="cached_image_input_per_million")]
    ]
    cached_input_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="cached_input_per_million")]
    ]
    characters_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="characters_per_million")]
    ]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    image_input_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="image_input_per_million")]
    ]
    image_output_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="image_output_per_million")]
    ]
    input_per_million: NotRequired[Annotated[Optional[float], Field(alias="input_per_million")]]
    model_id: Annotated[str, Field(alias="model_id")]
    output_per_million: NotRequired[Annotated[Optional[float], Field(alias="output_per_million")]]
    per_second: NotRequired[Annotated[Optional[float], Field(alias="per_second")]]
    tier: NotRequired[Annotated[str, Field(alias="tier")]]
    valid_from: Annotated[datetime.datetime, Field(alias="valid_from")]


class PublicAiModelPricesUpdate(TypedDict):
    above_input_tokens: NotRequired[Annotated[int, Field(alias="above_input_tokens")]]
    cache_write_1h_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="cache_write_1h_per_million")]
    ]
    cache_write_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="cache_write_per_million")]
    ]
    cached_image_input_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="cached_image_input_per_million")]
    ]
    cached_input_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="cached_input_per_million")]
    ]
    characters_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="characters_per_million")]
    ]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    image_input_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="image_input_per_million")]
    ]
    image_output_per_million: NotRequired[
        Annotated[Optional[float], Field(alias="image_output_per_million")]
    ]
    input_per_million: NotRequired[Annotated[Optional[float], Field(alias="input_per_million")]]
    model_id: NotRequired[Annotated[str, Field(alias="model_id")]]
    output_per_million: NotRequired[Annotated[Optional[float], Field(alias="output_per_million")]]
    per_second: NotRequired[Annotated[Optional[float], Field(alias="per_second")]]
    tier: NotRequired[Annotated[str, Field(alias="tier")]]
    valid_from: NotRequired[Annotated[datetime.datetime, Field(alias="valid_from")]]


class PublicAiModels(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    id: str = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    kind: str = Field(alias="kind")
    provider: str = Field(alias="provider")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicAiModelsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: Annotated[str, Field(alias="id")]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    kind: Annotated[str, Field(alias="kind")]
    provider: Annotated[str, Field(alias="provider")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicAiModelsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[str, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    kind: NotRequired[Annotated[str, Field(alias="kind")]]
    provider: NotRequired[Annotated[str, Field(alias="provider")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicAiReservations(BaseModel):
    applied_cost: float = Field(alias="applied_cost")
    applied_credits_reserved: int = Field(alias="applied_credits_reserved")
    applied_credits_spent: int = Field(alias="applied_credits_spent")
    applied_overrun: float = Field(alias="applied_overrun")
    applied_reserved: float = Field(alias="applied_reserved")
    applied_spent: float = Field(alias="applied_spent")
    applied_successes: int = Field(alias="applied_successes")
    applied_tokens: int = Field(alias="applied_tokens")
    budget_ids: List[uuid.UUID] = Field(alias="budget_ids")
    called_at: Optional[datetime.datetime] = Field(alias="called_at")
    cost: Optional[float] = Field(alias="cost")
    created_at: datetime.datetime = Field(alias="created_at")
    credits: int = Field(alias="credits")
    day: datetime.date = Field(alias="day")
    estimate: float = Field(alias="estimate")
    expires_at: datetime.datetime = Field(alias="expires_at")
    generation_id: Optional[uuid.UUID] = Field(alias="generation_id")
    id: uuid.UUID = Field(alias="id")
    is_applied: bool = Field(alias="is_applied")
    is_success: bool = Field(alias="is_success")
    model_id: Optional[str] = Field(alias="model_id")
    period_starts: List[datetime.date] = Field(alias="period_starts")
    settled_at: Optional[datetime.datetime] = Field(alias="settled_at")
    slots: List[int] = Field(alias="slots")
    status: str = Field(alias="status")
    tier: str = Field(alias="tier")
    updated_at: datetime.datetime = Field(alias="updated_at")
    usage: JsonValue = Field(alias="usage")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicAiReservationsInsert(TypedDict):
    applied_cost: NotRequired[Annotated[float, Field(alias="applied_cost")]]
    applied_credits_reserved: NotRequired[Annotated[int, Field(alias="applied_credits_reserved")]]
    applied_credits_spent: NotRequired[Annotated[int, Field(alias="applied_credits_spent")]]
    applied_overrun: NotRequired[Annotated[float, Field(alias="applied_overrun")]]
    applied_reserved: NotRequired[Annotated[float, Field(alias="applied_reserved")]]
    applied_spent: NotRequired[Annotated[float, Field(alias="applied_spent")]]
    applied_successes: NotRequired[Annotated[int, Field(alias="applied_successes")]]
    applied_tokens: NotRequired[Annotated[int, Field(alias="applied_tokens")]]
    budget_ids: NotRequired[Annotated[List[uuid.UUID], Field(alias="budget_ids")]]
    called_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="called_at")]]
    cost: NotRequired[Annotated[Optional[float], Field(alias="cost")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    credits: NotRequired[Annotated[int, Field(alias="credits")]]
    day: NotRequired[Annotated[datetime.date, Field(alias="day")]]
    estimate: Annotated[float, Field(alias="estimate")]
    expires_at: Annotated[datetime.datetime, Field(alias="expires_at")]
    generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="generation_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_applied: NotRequired[Annotated[bool, Field(alias="is_applied")]]
    is_success: NotRequired[Annotated[bool, Field(alias="is_success")]]
    model_id: NotRequired[Annotated[Optional[str], Field(alias="model_id")]]
    period_starts: NotRequired[Annotated[List[datetime.date], Field(alias="period_starts")]]
    settled_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="settled_at")]]
    slots: NotRequired[Annotated[List[int], Field(alias="slots")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    tier: NotRequired[Annotated[str, Field(alias="tier")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    usage: NotRequired[Annotated[JsonValue, Field(alias="usage")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicAiReservationsUpdate(TypedDict):
    applied_cost: NotRequired[Annotated[float, Field(alias="applied_cost")]]
    applied_credits_reserved: NotRequired[Annotated[int, Field(alias="applied_credits_reserved")]]
    applied_credits_spent: NotRequired[Annotated[int, Field(alias="applied_credits_spent")]]
    applied_overrun: NotRequired[Annotated[float, Field(alias="applied_overrun")]]
    applied_reserved: NotRequired[Annotated[float, Field(alias="applied_reserved")]]
    applied_spent: NotRequired[Annotated[float, Field(alias="applied_spent")]]
    applied_successes: NotRequired[Annotated[int, Field(alias="applied_successes")]]
    applied_tokens: NotRequired[Annotated[int, Field(alias="applied_tokens")]]
    budget_ids: NotRequired[Annotated[List[uuid.UUID], Field(alias="budget_ids")]]
    called_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="called_at")]]
    cost: NotRequired[Annotated[Optional[float], Field(alias="cost")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    credits: NotRequired[Annotated[int, Field(alias="credits")]]
    day: NotRequired[Annotated[datetime.date, Field(alias="day")]]
    estimate: NotRequired[Annotated[float, Field(alias="estimate")]]
    expires_at: NotRequired[Annotated[datetime.datetime, Field(alias="expires_at")]]
    generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="generation_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_applied: NotRequired[Annotated[bool, Field(alias="is_applied")]]
    is_success: NotRequired[Annotated[bool, Field(alias="is_success")]]
    model_id: NotRequired[Annotated[Optional[str], Field(alias="model_id")]]
    period_starts: NotRequired[Annotated[List[datetime.date], Field(alias="period_starts")]]
    settled_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="settled_at")]]
    slots: NotRequired[Annotated[List[int], Field(alias="slots")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    tier: NotRequired[Annotated[str, Field(alias="tier")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    usage: NotRequired[Annotated[JsonValue, Field(alias="usage")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicAiShutOffs(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    id: uuid.UUID = Field(alias="id")
    reason: Optional[str] = Field(alias="reason")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAiShutOffsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    reason: NotRequired[Annotated[Optional[str], Field(alias="reason")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAiShutOffsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    reason: NotRequired[Annotated[Optional[str], Field(alias="reason")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAnalyticsSettings(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    id: uuid.UUID = Field(alias="id")
    ip_mode: str = Field(alias="ip_mode")
    keeps_bots: bool = Field(alias="keeps_bots")
    names_visitors: bool = Field(alias="names_visitors")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAnalyticsSettingsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_mode: NotRequired[Annotated[str, Field(alias="ip_mode")]]
    keeps_bots: NotRequired[Annotated[bool, Field(alias="keeps_bots")]]
    names_visitors: NotRequired[Annotated[bool, Field(alias="names_visitors")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAnalyticsSettingsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_mode: NotRequired[Annotated[str, Field(alias="ip_mode")]]
    keeps_bots: NotRequired[Annotated[bool, Field(alias="keeps_bots")]]
    names_visitors: NotRequired[Annotated[bool, Field(alias="names_visitors")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicApiKeys(BaseModel):
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    created_at: datetime.datetime = Field(alias="created_at")
    expires_at: Optional[datetime.datetime] = Field(alias="expires_at")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    key_hash: bytes = Field(alias="key_hash")
    key_prefix: str = Field(alias="key_prefix")
    name: str = Field(alias="name")
    rate_limit: int = Field(alias="rate_limit")
    revoked_at: Optional[datetime.datetime] = Field(alias="revoked_at")
    scopes: List[str] = Field(alias="scopes")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicApiKeysInsert(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    key_hash: Annotated[bytes, Field(alias="key_hash")]
    key_prefix: Annotated[str, Field(alias="key_prefix")]
    name: Annotated[str, Field(alias="name")]
    rate_limit: NotRequired[Annotated[int, Field(alias="rate_limit")]]
    revoked_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="revoked_at")]]
    scopes: Annotated[List[str], Field(alias="scopes")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicApiKeysUpdate(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    key_hash: NotRequired[Annotated[bytes, Field(alias="key_hash")]]
    key_prefix: NotRequired[Annotated[str, Field(alias="key_prefix")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    rate_limit: NotRequired[Annotated[int, Field(alias="rate_limit")]]
    revoked_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="revoked_at")]]
    scopes: NotRequired[Annotated[List[str], Field(alias="scopes")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicApiLogs(BaseModel):
    api_key_id: Optional[uuid.UUID] = Field(alias="api_key_id")
    created_at: datetime.datetime = Field(alias="created_at")
    duration_ms: Optional[int] = Field(alias="duration_ms")
    endpoint: str = Field(alias="endpoint")
    id: uuid.UUID = Field(alias="id")
    ip_address: Optional[PgCatalogInet] = Field(alias="ip_address")
    method: str = Field(alias="method")
    status_code: int = Field(alias="status_code")
    user_agent: Optional[str] = Field(alias="user_agent")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicApiLogsInsert(TypedDict):
    api_key_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="api_key_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    duration_ms: NotRequired[Annotated[Optional[int], Field(alias="duration_ms")]]
    endpoint: Annotated[str, Field(alias="endpoint")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_address: NotRequired[Annotated[Optional[PgCatalogInet], Field(alias="ip_address")]]
    method: Annotated[str, Field(alias="method")]
    status_code: Annotated[int, Field(alias="status_code")]
    user_agent: NotRequired[Annotated[Optional[str], Field(alias="user_agent")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicApiLogsUpdate(TypedDict):
    api_key_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="api_key_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    duration_ms: NotRequired[Annotated[Optional[int], Field(alias="duration_ms")]]
    endpoint: NotRequired[Annotated[str, Field(alias="endpoint")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_address: NotRequired[Annotated[Optional[PgCatalogInet], Field(alias="ip_address")]]
    method: NotRequired[Annotated[str, Field(alias="method")]]
    status_code: NotRequired[Annotated[int, Field(alias="status_code")]]
    user_agent: NotRequired[Annotated[Optional[str], Field(alias="user_agent")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicAppSettings(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    description: Optional[str] = Field(alias="description")
    key: str = Field(alias="key")
    updated_at: datetime.datetime = Field(alias="updated_at")
    value: JsonValue = Field(alias="value")


class PublicAppSettingsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    key: Annotated[str, Field(alias="key")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    value: Annotated[JsonValue, Field(alias="value")]


class PublicAppSettingsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    key: NotRequired[Annotated[str, Field(alias="key")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    value: NotRequired[Annotated[JsonValue, Field(alias="value")]]


class PublicAttributionCredits(BaseModel):
    ad_id: Optional[uuid.UUID] = Field(alias="ad_id")
    amount: float = Field(alias="amount")
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    channel: str = Field(alias="channel")
    component_id: Optional[uuid.UUID] = Field(alias="component_id")
    created_at: datetime.datetime = Field(alias="created_at")
    credited_at: datetime.datetime = Field(alias="credited_at")
    currency: str = Field(alias="currency")
    details: JsonValue = Field(alias="details")
    event_id: Optional[uuid.UUID] = Field(alias="event_id")
    event_occurred_at: Optional[datetime.datetime] = Field(alias="event_occurred_at")
    fact: str = Field(alias="fact")
    id: uuid.UUID = Field(alias="id")
    medium: Optional[str] = Field(alias="medium")
    model: str = Field(alias="model")
    order_id: uuid.UUID = Field(alias="order_id")
    platform: Optional[str] = Field(alias="platform")
    reason: str = Field(alias="reason")
    revision: int = Field(alias="revision")
    share: float = Field(alias="share")
    source: Optional[str] = Field(alias="source")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAttributionCreditsInsert(TypedDict):
    ad_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_id")]]
    amount: Annotated[float, Field(alias="amount")]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    channel: NotRequired[Annotated[str, Field(alias="channel")]]
    component_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="component_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    credited_at: Annotated[datetime.datetime, Field(alias="credited_at")]
    currency: Annotated[str, Field(alias="currency")]
    details: NotRequired[Annotated[JsonValue, Field(alias="details")]]
    event_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="event_id")]]
    event_occurred_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="event_occurred_at")]
    ]
    fact: NotRequired[Annotated[str, Field(alias="fact")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    medium: NotRequired[Annotated[Optional[str], Field(alias="medium")]]
    model: Annotated[str, Field(alias="model")]
    order_id: Annotated[uuid.UUID, Field(alias="order_id")]
    platform: NotRequired[Annotated[Optional[str], Field(alias="platform")]]
    reason: NotRequired[Annotated[str, Field(alias="reason")]]
    revision: NotRequired[Annotated[int, Field(alias="revision")]]
    share: Annotated[float, Field(alias="share")]
    source: NotRequired[Annotated[Optional[str], Field(alias="source")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAttributionCreditsUpdate(TypedDict):
    ad_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_id")]]
    amount: NotRequired[Annotated[float, Field(alias="amount")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    channel: NotRequired[Annotated[str, Field(alias="channel")]]
    component_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="component_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    credited_at: NotRequired[Annotated[datetime.datetime, Field(alias="credited_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    details: NotRequired[Annotated[JsonValue, Field(alias="details")]]
    event_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="event_id")]]
    event_occurred_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="event_occurred_at")]
    ]
    fact: NotRequired[Annotated[str, Field(alias="fact")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    medium: NotRequired[Annotated[Optional[str], Field(alias="medium")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    order_id: NotRequired[Annotated[uuid.UUID, Field(alias="order_id")]]
    platform: NotRequired[Annotated[Optional[str], Field(alias="platform")]]
    reason: NotRequired[Annotated[str, Field(alias="reason")]]
    revision: NotRequired[Annotated[int, Field(alias="revision")]]
    share: NotRequired[Annotated[float, Field(alias="share")]]
    source: NotRequired[Annotated[Optional[str], Field(alias="source")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAttributionDaily(BaseModel):
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    dimension: str = Field(alias="dimension")
    id: int = Field(alias="id")
    key: str = Field(alias="key")
    model: str = Field(alias="model")
    net_revenue: Optional[float] = Field(alias="net_revenue")
    orders: float = Field(alias="orders")
    refunds: float = Field(alias="refunds")
    revenue: float = Field(alias="revenue")
    spend: float = Field(alias="spend")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAttributionDailyInsert(TypedDict):
    currency: Annotated[str, Field(alias="currency")]
    date: Annotated[datetime.date, Field(alias="date")]
    dimension: Annotated[str, Field(alias="dimension")]
    id: NotRequired[Annotated[int, Field(alias="id")]]
    key: Annotated[str, Field(alias="key")]
    model: Annotated[str, Field(alias="model")]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    orders: NotRequired[Annotated[float, Field(alias="orders")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    spend: NotRequired[Annotated[float, Field(alias="spend")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAttributionDailyUpdate(TypedDict):
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    dimension: NotRequired[Annotated[str, Field(alias="dimension")]]
    id: NotRequired[Annotated[int, Field(alias="id")]]
    key: NotRequired[Annotated[str, Field(alias="key")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    orders: NotRequired[Annotated[float, Field(alias="orders")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    spend: NotRequired[Annotated[float, Field(alias="spend")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAttributionModels(BaseModel):
    channel: str = Field(alias="channel")
    computed_at: datetime.datetime = Field(alias="computed_at")
    conversions: int = Field(alias="conversions")
    id: uuid.UUID = Field(alias="id")
    model: str = Field(alias="model")
    paths: int = Field(alias="paths")
    removal_effect: Optional[float] = Field(alias="removal_effect")
    since: datetime.date = Field(alias="since")
    until: datetime.date = Field(alias="until")
    weight: float = Field(alias="weight")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAttributionModelsInsert(TypedDict):
    channel: Annotated[str, Field(alias="channel")]
    computed_at: Annotated[datetime.datetime, Field(alias="computed_at")]
    conversions: Annotated[int, Field(alias="conversions")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    model: Annotated[str, Field(alias="model")]
    paths: Annotated[int, Field(alias="paths")]
    removal_effect: NotRequired[Annotated[Optional[float], Field(alias="removal_effect")]]
    since: Annotated[datetime.date, Field(alias="since")]
    until: Annotated[datetime.date, Field(alias="until")]
    weight: Annotated[float, Field(alias="weight")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAttributionModelsUpdate(TypedDict):
    channel: NotRequired[Annotated[str, Field(alias="channel")]]
    computed_at: NotRequired[Annotated[datetime.datetime, Field(alias="computed_at")]]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    paths: NotRequired[Annotated[int, Field(alias="paths")]]
    removal_effect: NotRequired[Annotated[Optional[float], Field(alias="removal_effect")]]
    since: NotRequired[Annotated[datetime.date, Field(alias="since")]]
    until: NotRequired[Annotated[datetime.date, Field(alias="until")]]
    weight: NotRequired[Annotated[float, Field(alias="weight")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAttributionSettings(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    first_weight: float = Field(alias="first_weight")
    half_life_days: float = Field(alias="half_life_days")
    id: uuid.UUID = Field(alias="id")
    last_weight: float = Field(alias="last_weight")
    look_back_days: int = Field(alias="look_back_days")
    markov_order: int = Field(alias="markov_order")
    middle_weight: float = Field(alias="middle_weight")
    model: str = Field(alias="model")
    touches: str = Field(alias="touches")
    updated_at: datetime.datetime = Field(alias="updated_at")
    view_through_days: int = Field(alias="view_through_days")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAttributionSettingsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    first_weight: NotRequired[Annotated[float, Field(alias="first_weight")]]
    half_life_days: NotRequired[Annotated[float, Field(alias="half_life_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_weight: NotRequired[Annotated[float, Field(alias="last_weight")]]
    look_back_days: NotRequired[Annotated[int, Field(alias="look_back_days")]]
    markov_order: NotRequired[Annotated[int, Field(alias="markov_order")]]
    middle_weight: NotRequired[Annotated[float, Field(alias="middle_weight")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    touches: NotRequired[Annotated[str, Field(alias="touches")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    view_through_days: NotRequired[Annotated[int, Field(alias="view_through_days")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicAttributionSettingsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    first_weight: NotRequired[Annotated[float, Field(alias="first_weight")]]
    half_life_days: NotRequired[Annotated[float, Field(alias="half_life_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_weight: NotRequired[Annotated[float, Field(alias="last_weight")]]
    look_back_days: NotRequired[Annotated[int, Field(alias="look_back_days")]]
    markov_order: NotRequired[Annotated[int, Field(alias="markov_order")]]
    middle_weight: NotRequired[Annotated[float, Field(alias="middle_weight")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    touches: NotRequired[Annotated[str, Field(alias="touches")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    view_through_days: NotRequired[Annotated[int, Field(alias="view_through_days")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAuditLogs(BaseModel):
    action: str = Field(alias="action")
    actor_id: Optional[uuid.UUID] = Field(alias="actor_id")
    actor_kind: str = Field(alias="actor_kind")
    ai_generated: bool = Field(alias="ai_generated")
    ai_generation_id: Optional[uuid.UUID] = Field(alias="ai_generation_id")
    ai_model: Optional[str] = Field(alias="ai_model")
    ai_prompt: Optional[str] = Field(alias="ai_prompt")
    changes: JsonValue = Field(alias="changes")
    created_at: datetime.datetime = Field(alias="created_at")
    entity_id: Optional[uuid.UUID] = Field(alias="entity_id")
    entity_key: Optional[str] = Field(alias="entity_key")
    entity_type: str = Field(alias="entity_type")
    id: uuid.UUID = Field(alias="id")
    ip_address: Optional[PgCatalogInet] = Field(alias="ip_address")
    user_agent: Optional[str] = Field(alias="user_agent")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicAuditLogsInsert(TypedDict):
    action: Annotated[str, Field(alias="action")]
    actor_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="actor_id")]]
    actor_kind: NotRequired[Annotated[str, Field(alias="actor_kind")]]
    ai_generated: NotRequired[Annotated[bool, Field(alias="ai_generated")]]
    ai_generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ai_generation_id")]]
    ai_model: NotRequired[Annotated[Optional[str], Field(alias="ai_model")]]
    ai_prompt: NotRequired[Annotated[Optional[str], Field(alias="ai_prompt")]]
    changes: Annotated[JsonValue, Field(alias="changes")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    entity_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="entity_id")]]
    entity_key: NotRequired[Annotated[Optional[str], Field(alias="entity_key")]]
    entity_type: Annotated[str, Field(alias="entity_type")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_address: NotRequired[Annotated[Optional[PgCatalogInet], Field(alias="ip_address")]]
    user_agent: NotRequired[Annotated[Optional[str], Field(alias="user_agent")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicAuditLogsUpdate(TypedDict):
    action: NotRequired[Annotated[str, Field(alias="action")]]
    actor_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="actor_id")]]
    actor_kind: NotRequired[Annotated[str, Field(alias="actor_kind")]]
    ai_generated: NotRequired[Annotated[bool, Field(alias="ai_generated")]]
    ai_generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ai_generation_id")]]
    ai_model: NotRequired[Annotated[Optional[str], Field(alias="ai_model")]]
    ai_prompt: NotRequired[Annotated[Optional[str], Field(alias="ai_prompt")]]
    changes: NotRequired[Annotated[JsonValue, Field(alias="changes")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    entity_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="entity_id")]]
    entity_key: NotRequired[Annotated[Optional[str], Field(alias="entity_key")]]
    entity_type: NotRequired[Annotated[str, Field(alias="entity_type")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_address: NotRequired[Annotated[Optional[PgCatalogInet], Field(alias="ip_address")]]
    user_agent: NotRequired[Annotated[Optional[str], Field(alias="user_agent")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicBillingSessions(BaseModel):
    bundle_order_id: Optional[uuid.UUID] = Field(alias="bundle_order_id")
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    created_at: datetime.datetime = Field(alias="created_at")
    error_message: Optional[str] = Field(alias="error_message")
    expires_at: Optional[datetime.datetime] = Field(alias="expires_at")
    id: uuid.UUID = Field(alias="id")
    idempotency_key: Optional[str] = Field(alias="idempotency_key")
    kind: str = Field(alias="kind")
    options: JsonValue = Field(alias="options")
    plan_id: Optional[uuid.UUID] = Field(alias="plan_id")
    quantity: int = Field(alias="quantity")
    status: str = Field(alias="status")
    stripe_session_id: Optional[str] = Field(alias="stripe_session_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    url: Optional[str] = Field(alias="url")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicBillingSessionsInsert(TypedDict):
    bundle_order_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="bundle_order_id")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    idempotency_key: NotRequired[Annotated[Optional[str], Field(alias="idempotency_key")]]
    kind: Annotated[str, Field(alias="kind")]
    options: NotRequired[Annotated[JsonValue, Field(alias="options")]]
    plan_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="plan_id")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_session_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_session_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    url: NotRequired[Annotated[Optional[str], Field(alias="url")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicBillingSessionsUpdate(TypedDict):
    bundle_order_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="bundle_order_id")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    idempotency_key: NotRequired[Annotated[Optional[str], Field(alias="idempotency_key")]]
    kind: NotRequired[Annotated[str, Field(alias="kind")]]
    options: NotRequired[Annotated[JsonValue, Field(alias="options")]]
    plan_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="plan_id")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_session_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_session_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    url: NotRequired[Annotated[Optional[str], Field(alias="url")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicBlogPosts(BaseModel):
    bundle_id: Optional[uuid.UUID] = Field(alias="bundle_id")
    business_id: uuid.UUID = Field(alias="business_id")
    content: str = Field(alias="content")
    conversion_goal: str = Field(alias="conversion_goal")
    created_at: datetime.datetime = Field(alias="created_at")
    cta_text: Optional[str] = Field(alias="cta_text")
    cta_url: Optional[str] = Field(alias="cta_url")
    estimated_reading_time: Optional[int] = Field(alias="estimated_reading_time")
    id: uuid.UUID = Field(alias="id")
    is_variant: bool = Field(alias="is_variant")
    is_winner: Optional[bool] = Field(alias="is_winner")
    keywords: List[str] = Field(alias="keywords")
    language: str = Field(alias="language")
    meta_description: Optional[str] = Field(alias="meta_description")
    next_action_id: Optional[uuid.UUID] = Field(alias="next_action_id")
    next_action_type: Optional[str] = Field(alias="next_action_type")
    next_content_upgrade_id: Optional[uuid.UUID] = Field(alias="next_content_upgrade_id")
    next_email_sequence_id: Optional[uuid.UUID] = Field(alias="next_email_sequence_id")
    performance_metrics: JsonValue = Field(alias="performance_metrics")
    primary_cta: Optional[str] = Field(alias="primary_cta")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    published_at: Optional[datetime.datetime] = Field(alias="published_at")
    scheduled_for: Optional[datetime.datetime] = Field(alias="scheduled_for")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    status: str = Field(alias="status")
    title: str = Field(alias="title")
    updated_at: datetime.datetime = Field(alias="updated_at")
    variant_group_id: Optional[uuid.UUID] = Field(alias="variant_group_id")
    winning_threshold: Optional[int] = Field(alias="winning_threshold")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicBlogPostsInsert(TypedDict):
    bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="bundle_id")]]
    business_id: Annotated[uuid.UUID, Field(alias="business_id")]
    content: Annotated[str, Field(alias="content")]
    conversion_goal: NotRequired[Annotated[str, Field(alias="conversion_goal")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    cta_text: NotRequired[Annotated[Optional[str], Field(alias="cta_text")]]
    cta_url: NotRequired[Annotated[Optional[str], Field(alias="cta_url")]]
    estimated_reading_time: NotRequired[
        Annotated[Optional[int], Field(alias="estimated_reading_time")]
    ]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_variant: NotRequired[Annotated[bool, Field(alias="is_variant")]]
    is_winner: NotRequired[Annotated[Optional[bool], Field(alias="is_winner")]]
    keywords: NotRequired[Annotated[List[str], Field(alias="keywords")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    meta_description: NotRequired[Annotated[Optional[str], Field(alias="meta_description")]]
    next_action_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_action_id")]]
    next_action_type: NotRequired[Annotated[Optional[str], Field(alias="next_action_type")]]
    next_content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_content_upgrade_id")]
    ]
    next_email_sequence_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_email_sequence_id")]
    ]
    performance_metrics: NotRequired[Annotated[JsonValue, Field(alias="performance_metrics")]]
    primary_cta: NotRequired[Annotated[Optional[str], Field(alias="primary_cta")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    published_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="published_at")]]
    scheduled_for: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="scheduled_for")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    title: Annotated[str, Field(alias="title")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    variant_group_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="variant_group_id")]]
    winning_threshold: NotRequired[Annotated[Optional[int], Field(alias="winning_threshold")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicBlogPostsUpdate(TypedDict):
    bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="bundle_id")]]
    business_id: NotRequired[Annotated[uuid.UUID, Field(alias="business_id")]]
    content: NotRequired[Annotated[str, Field(alias="content")]]
    conversion_goal: NotRequired[Annotated[str, Field(alias="conversion_goal")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    cta_text: NotRequired[Annotated[Optional[str], Field(alias="cta_text")]]
    cta_url: NotRequired[Annotated[Optional[str], Field(alias="cta_url")]]
    estimated_reading_time: NotRequired[
        Annotated[Optional[int], Field(alias="estimated_reading_time")]
    ]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_variant: NotRequired[Annotated[bool, Field(alias="is_variant")]]
    is_winner: NotRequired[Annotated[Optional[bool], Field(alias="is_winner")]]
    keywords: NotRequired[Annotated[List[str], Field(alias="keywords")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    meta_description: NotRequired[Annotated[Optional[str], Field(alias="meta_description")]]
    next_action_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_action_id")]]
    next_action_type: NotRequired[Annotated[Optional[str], Field(alias="next_action_type")]]
    next_content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_content_upgrade_id")]
    ]
    next_email_sequence_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_email_sequence_id")]
    ]
    performance_metrics: NotRequired[Annotated[JsonValue, Field(alias="performance_metrics")]]
    primary_cta: NotRequired[Annotated[Optional[str], Field(alias="primary_cta")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    published_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="published_at")]]
    scheduled_for: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="scheduled_for")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    title: NotRequired[Annotated[str, Field(alias="title")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    variant_group_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="variant_group_id")]]
    winning_threshold: NotRequired[Annotated[Optional[int], Field(alias="winning_threshold")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicBonusDeliveries(BaseModel):
    bonus_id: uuid.UUID = Field(alias="bonus_id")
    created_at: datetime.datetime = Field(alias="created_at")
    customer_id: Optional[uuid.UUID] = Field(alias="customer_id")
    delivered_at: Optional[datetime.datetime] = Field(alias="delivered_at")
    error_message: Optional[str] = Field(alias="error_message")
    id: uuid.UUID = Field(alias="id")
    recipient_email: str = Field(alias="recipient_email")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicBonusDeliveriesInsert(TypedDict):
    bonus_id: Annotated[uuid.UUID, Field(alias="bonus_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    customer_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="customer_id")]]
    delivered_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="delivered_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    recipient_email: Annotated[str, Field(alias="recipient_email")]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicBonusDeliveriesUpdate(TypedDict):
    bonus_id: NotRequired[Annotated[uuid.UUID, Field(alias="bonus_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    customer_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="customer_id")]]
    delivered_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="delivered_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    recipient_email: NotRequired[Annotated[str, Field(alias="recipient_email")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicBonuses(BaseModel):
    campaign_id: uuid.UUID = Field(alias="campaign_id")
    created_at: datetime.datetime = Field(alias="created_at")
    delivery_method: str = Field(alias="delivery_method")
    description: Optional[str] = Field(alias="description")
    file_url: Optional[str] = Field(alias="file_url")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    metadata: JsonValue = Field(alias="metadata")
    name: str = Field(alias="name")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicBonusesInsert(TypedDict):
    campaign_id: Annotated[uuid.UUID, Field(alias="campaign_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    delivery_method: NotRequired[Annotated[str, Field(alias="delivery_method")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    file_url: NotRequired[Annotated[Optional[str], Field(alias="file_url")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    name: Annotated[str, Field(alias="name")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicBonusesUpdate(TypedDict):
    campaign_id: NotRequired[Annotated[uuid.UUID, Field(alias="campaign_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    delivery_method: NotRequired[Annotated[str, Field(alias="delivery_method")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    file_url: NotRequired[Annotated[Optional[str], Field(alias="file_url")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicBundleOrderItems(BaseModel):
    content_bundle_id: Optional[uuid.UUID] = Field(alias="content_bundle_id")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    discount_amount: float = Field(alias="discount_amount")
    discount_amount_cents: int = Field(alias="discount_amount_cents")
    id: uuid.UUID = Field(alias="id")
    options: JsonValue = Field(alias="options")
    order_id: uuid.UUID = Field(alias="order_id")
    product_id: uuid.UUID = Field(alias="product_id")
    quantity: int = Field(alias="quantity")
    subtotal: float = Field(alias="subtotal")
    subtotal_cents: int = Field(alias="subtotal_cents")
    unit_price: float = Field(alias="unit_price")
    unit_price_cents: int = Field(alias="unit_price_cents")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicBundleOrderItemsInsert(TypedDict):
    content_bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_bundle_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    discount_amount: NotRequired[Annotated[float, Field(alias="discount_amount")]]
    discount_amount_cents: NotRequired[Annotated[int, Field(alias="discount_amount_cents")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    options: NotRequired[Annotated[JsonValue, Field(alias="options")]]
    order_id: Annotated[uuid.UUID, Field(alias="order_id")]
    product_id: Annotated[uuid.UUID, Field(alias="product_id")]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    subtotal: NotRequired[Annotated[float, Field(alias="subtotal")]]
    subtotal_cents: NotRequired[Annotated[int, Field(alias="subtotal_cents")]]
    unit_price: Annotated[float, Field(alias="unit_price")]
    unit_price_cents: NotRequired[Annotated[int, Field(alias="unit_price_cents")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicBundleOrderItemsUpdate(TypedDict):
    content_bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_bundle_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    discount_amount: NotRequired[Annotated[float, Field(alias="discount_amount")]]
    discount_amount_cents: NotRequired[Annotated[int, Field(alias="discount_amount_cents")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    options: NotRequired[Annotated[JsonValue, Field(alias="options")]]
    order_id: NotRequired[Annotated[uuid.UUID, Field(alias="order_id")]]
    product_id: NotRequired[Annotated[uuid.UUID, Field(alias="product_id")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    subtotal: NotRequired[Annotated[float, Field(alias="subtotal")]]
    subtotal_cents: NotRequired[Annotated[int, Field(alias="subtotal_cents")]]
    unit_price: NotRequired[Annotated[float, Field(alias="unit_price")]]
    unit_price_cents: NotRequired[Annotated[int, Field(alias="unit_price_cents")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicBundleOrders(BaseModel):
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    id: uuid.UUID = Field(alias="id")
    metadata: JsonValue = Field(alias="metadata")
    paid_at: Optional[datetime.datetime] = Field(alias="paid_at")
    payment_intent_id: Optional[str] = Field(alias="payment_intent_id")
    payment_method: Optional[str] = Field(alias="payment_method")
    payment_status: Optional[str] = Field(alias="payment_status")
    refunded_at: Optional[datetime.datetime] = Field(alias="refunded_at")
    status: str = Field(alias="status")
    total_amount: float = Field(alias="total_amount")
    total_amount_cents: int = Field(alias="total_amount_cents")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicBundleOrdersInsert(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    paid_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="paid_at")]]
    payment_intent_id: NotRequired[Annotated[Optional[str], Field(alias="payment_intent_id")]]
    payment_method: NotRequired[Annotated[Optional[str], Field(alias="payment_method")]]
    payment_status: NotRequired[Annotated[Optional[str], Field(alias="payment_status")]]
    refunded_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="refunded_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    total_amount: Annotated[float, Field(alias="total_amount")]
    total_amount_cents: NotRequired[Annotated[int, Field(alias="total_amount_cents")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicBundleOrdersUpdate(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    paid_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="paid_at")]]
    payment_intent_id: NotRequired[Annotated[Optional[str], Field(alias="payment_intent_id")]]
    payment_method: NotRequired[Annotated[Optional[str], Field(alias="payment_method")]]
    payment_status: NotRequired[Annotated[Optional[str], Field(alias="payment_status")]]
    refunded_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="refunded_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    total_amount: NotRequired[Annotated[float, Field(alias="total_amount")]]
    total_amount_cents: NotRequired[Annotated[int, Field(alias="total_amount_cents")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicBundleProducts(BaseModel):
    base_price: float = Field(alias="base_price")
    base_price_cents: int = Field(alias="base_price_cents")
    content_count: int = Field(alias="content_count")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    description: str = Field(alias="description")
    features: JsonValue = Field(alias="features")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    name: str = Field(alias="name")
    stripe_price_id: Optional[str] = Field(alias="stripe_price_id")
    time_period: str = Field(alias="time_period")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")
    volume_discounts: JsonValue = Field(alias="volume_discounts")


class PublicBundleProductsInsert(TypedDict):
    base_price: Annotated[float, Field(alias="base_price")]
    base_price_cents: NotRequired[Annotated[int, Field(alias="base_price_cents")]]
    content_count: Annotated[int, Field(alias="content_count")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    description: Annotated[str, Field(alias="description")]
    features: NotRequired[Annotated[JsonValue, Field(alias="features")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    name: Annotated[str, Field(alias="name")]
    stripe_price_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_price_id")]]
    time_period: Annotated[str, Field(alias="time_period")]
    type: Annotated[str, Field(alias="type")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    volume_discounts: NotRequired[Annotated[JsonValue, Field(alias="volume_discounts")]]


class PublicBundleProductsUpdate(TypedDict):
    base_price: NotRequired[Annotated[float, Field(alias="base_price")]]
    base_price_cents: NotRequired[Annotated[int, Field(alias="base_price_cents")]]
    content_count: NotRequired[Annotated[int, Field(alias="content_count")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    description: NotRequired[Annotated[str, Field(alias="description")]]
    features: NotRequired[Annotated[JsonValue, Field(alias="features")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    stripe_price_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_price_id")]]
    time_period: NotRequired[Annotated[str, Field(alias="time_period")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    volume_discounts: NotRequired[Annotated[JsonValue, Field(alias="volume_discounts")]]


class PublicBusinesses(BaseModel):
    audience_demographics: JsonValue = Field(alias="audience_demographics")
    audience_desired_outcomes: Optional[List[str]] = Field(alias="audience_desired_outcomes")
    audience_job_role: Optional[str] = Field(alias="audience_job_role")
    audience_pain_points: Optional[List[str]] = Field(alias="audience_pain_points")
    audience_psychographics: JsonValue = Field(alias="audience_psychographics")
    awareness_stage: Optional[str] = Field(alias="awareness_stage")
    blog_style: Optional[str] = Field(alias="blog_style")
    brand_keywords: Optional[List[str]] = Field(alias="brand_keywords")
    business_type: str = Field(alias="business_type")
    competitor_social_accounts: Optional[List[str]] = Field(alias="competitor_social_accounts")
    competitors: Optional[List[str]] = Field(alias="competitors")
    content_upgrade_type: Optional[str] = Field(alias="content_upgrade_type")
    core_offer_description: str = Field(alias="core_offer_description")
    created_at: datetime.datetime = Field(alias="created_at")
    email_frequency: Optional[str] = Field(alias="email_frequency")
    email_tone: Optional[str] = Field(alias="email_tone")
    id: uuid.UUID = Field(alias="id")
    industry: str = Field(alias="industry")
    list_building_goals: Optional[List[str]] = Field(alias="list_building_goals")
    name: str = Field(alias="name")
    platform_preferences: JsonValue = Field(alias="platform_preferences")
    primary_content_goal: Optional[str] = Field(alias="primary_content_goal")
    primary_cta: Optional[str] = Field(alias="primary_cta")
    primary_product: str = Field(alias="primary_product")
    primary_topics: Optional[List[str]] = Field(alias="primary_topics")
    profile_id: Optional[uuid.UUID] = Field(alias="profile_id")
    promotions: JsonValue = Field(alias="promotions")
    revenue_targets: Optional[str] = Field(alias="revenue_targets")
    social_platforms: Optional[List[str]] = Field(alias="social_platforms")
    tone_of_voice: Optional[str] = Field(alias="tone_of_voice")
    updated_at: datetime.datetime = Field(alias="updated_at")
    website: Optional[str] = Field(alias="website")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicBusinessesInsert(TypedDict):
    audience_demographics: NotRequired[Annotated[JsonValue, Field(alias="audience_demographics")]]
    audience_desired_outcomes: NotRequired[
        Annotated[Optional[List[str]], Field(alias="audience_desired_outcomes")]
    ]
    audience_job_role: NotRequired[Annotated[Optional[str], Field(alias="audience_job_role")]]
    audience_pain_points: NotRequired[
        Annotated[Optional[List[str]], Field(alias="audience_pain_points")]
    ]
    audience_psychographics: NotRequired[
        Annotated[JsonValue, Field(alias="audience_psychographics")]
    ]
    awareness_stage: NotRequired[Annotated[Optional[str], Field(alias="awareness_stage")]]
    blog_style: NotRequired[Annotated[Optional[str], Field(alias="blog_style")]]
    brand_keywords: NotRequired[Annotated[Optional[List[str]], Field(alias="brand_keywords")]]
    business_type: Annotated[str, Field(alias="business_type")]
    competitor_social_accounts: NotRequired[
        Annotated[Optional[List[str]], Field(alias="competitor_social_accounts")]
    ]
    competitors: NotRequired[Annotated[Optional[List[str]], Field(alias="competitors")]]
    content_upgrade_type: NotRequired[Annotated[Optional[str], Field(alias="content_upgrade_type")]]
    core_offer_description: Annotated[str, Field(alias="core_offer_description")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email_frequency: NotRequired[Annotated[Optional[str], Field(alias="email_frequency")]]
    email_tone: NotRequired[Annotated[Optional[str], Field(alias="email_tone")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    industry: Annotated[str, Field(alias="industry")]
    list_building_goals: NotRequired[
        Annotated[Optional[List[str]], Field(alias="list_building_goals")]
    ]
    name: Annotated[str, Field(alias="name")]
    platform_preferences: NotRequired[Annotated[JsonValue, Field(alias="platform_preferences")]]
    primary_content_goal: NotRequired[Annotated[Optional[str], Field(alias="primary_content_goal")]]
    primary_cta: NotRequired[Annotated[Optional[str], Field(alias="primary_cta")]]
    primary_product: Annotated[str, Field(alias="primary_product")]
    primary_topics: NotRequired[Annotated[Optional[List[str]], Field(alias="primary_topics")]]
    profile_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="profile_id")]]
    promotions: NotRequired[Annotated[JsonValue, Field(alias="promotions")]]
    revenue_targets: NotRequired[Annotated[Optional[str], Field(alias="revenue_targets")]]
    social_platforms: NotRequired[Annotated[Optional[List[str]], Field(alias="social_platforms")]]
    tone_of_voice: NotRequired[Annotated[Optional[str], Field(alias="tone_of_voice")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    website: NotRequired[Annotated[Optional[str], Field(alias="website")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicBusinessesUpdate(TypedDict):
    audience_demographics: NotRequired[Annotated[JsonValue, Field(alias="audience_demographics")]]
    audience_desired_outcomes: NotRequired[
        Annotated[Optional[List[str]], Field(alias="audience_desired_outcomes")]
    ]
    audience_job_role: NotRequired[Annotated[Optional[str], Field(alias="audience_job_role")]]
    audience_pain_points: NotRequired[
        Annotated[Optional[List[str]], Field(alias="audience_pain_points")]
    ]
    audience_psychographics: NotRequired[
        Annotated[JsonValue, Field(alias="audience_psychographics")]
    ]
    awareness_stage: NotRequired[Annotated[Optional[str], Field(alias="awareness_stage")]]
    blog_style: NotRequired[Annotated[Optional[str], Field(alias="blog_style")]]
    brand_keywords: NotRequired[Annotated[Optional[List[str]], Field(alias="brand_keywords")]]
    business_type: NotRequired[Annotated[str, Field(alias="business_type")]]
    competitor_social_accounts: NotRequired[
        Annotated[Optional[List[str]], Field(alias="competitor_social_accounts")]
    ]
    competitors: NotRequired[Annotated[Optional[List[str]], Field(alias="competitors")]]
    content_upgrade_type: NotRequired[Annotated[Optional[str], Field(alias="content_upgrade_type")]]
    core_offer_description: NotRequired[Annotated[str, Field(alias="core_offer_description")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email_frequency: NotRequired[Annotated[Optional[str], Field(alias="email_frequency")]]
    email_tone: NotRequired[Annotated[Optional[str], Field(alias="email_tone")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    industry: NotRequired[Annotated[str, Field(alias="industry")]]
    list_building_goals: NotRequired[
        Annotated[Optional[List[str]], Field(alias="list_building_goals")]
    ]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    platform_preferences: NotRequired[Annotated[JsonValue, Field(alias="platform_preferences")]]
    primary_content_goal: NotRequired[Annotated[Optional[str], Field(alias="primary_content_goal")]]
    primary_cta: NotRequired[Annotated[Optional[str], Field(alias="primary_cta")]]
    primary_product: NotRequired[Annotated[str, Field(alias="primary_product")]]
    primary_topics: NotRequired[Annotated[Optional[List[str]], Field(alias="primary_topics")]]
    profile_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="profile_id")]]
    promotions: NotRequired[Annotated[JsonValue, Field(alias="promotions")]]
    revenue_targets: NotRequired[Annotated[Optional[str], Field(alias="revenue_targets")]]
    social_platforms: NotRequired[Annotated[Optional[List[str]], Field(alias="social_platforms")]]
    tone_of_voice: NotRequired[Annotated[Optional[str], Field(alias="tone_of_voice")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    website: NotRequired[Annotated[Optional[str], Field(alias="website")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCampaignComponents(BaseModel):
    ai_generation_metadata: JsonValue = Field(alias="ai_generation_metadata")
    campaign_id: uuid.UUID = Field(alias="campaign_id")
    code: str = Field(alias="code")
    component_type: str = Field(alias="component_type")
    created_at: datetime.datetime = Field(alias="created_at")
    css_styles: Optional[str] = Field(alias="css_styles")
    export_formats: JsonValue = Field(alias="export_formats")
    id: uuid.UUID = Field(alias="id")
    name: str = Field(alias="name")
    parent_component_id: Optional[uuid.UUID] = Field(alias="parent_component_id")
    preview_url: Optional[str] = Field(alias="preview_url")
    props: JsonValue = Field(alias="props")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    sort_order: int = Field(alias="sort_order")
    updated_at: datetime.datetime = Field(alias="updated_at")
    version: int = Field(alias="version")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCampaignComponentsInsert(TypedDict):
    ai_generation_metadata: NotRequired[Annotated[JsonValue, Field(alias="ai_generation_metadata")]]
    campaign_id: Annotated[uuid.UUID, Field(alias="campaign_id")]
    code: NotRequired[Annotated[str, Field(alias="code")]]
    component_type: Annotated[str, Field(alias="component_type")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    css_styles: NotRequired[Annotated[Optional[str], Field(alias="css_styles")]]
    export_formats: NotRequired[Annotated[JsonValue, Field(alias="export_formats")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: Annotated[str, Field(alias="name")]
    parent_component_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="parent_component_id")]
    ]
    preview_url: NotRequired[Annotated[Optional[str], Field(alias="preview_url")]]
    props: NotRequired[Annotated[JsonValue, Field(alias="props")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    sort_order: NotRequired[Annotated[int, Field(alias="sort_order")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    version: NotRequired[Annotated[int, Field(alias="version")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCampaignComponentsUpdate(TypedDict):
    ai_generation_metadata: NotRequired[Annotated[JsonValue, Field(alias="ai_generation_metadata")]]
    campaign_id: NotRequired[Annotated[uuid.UUID, Field(alias="campaign_id")]]
    code: NotRequired[Annotated[str, Field(alias="code")]]
    component_type: NotRequired[Annotated[str, Field(alias="component_type")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    css_styles: NotRequired[Annotated[Optional[str], Field(alias="css_styles")]]
    export_formats: NotRequired[Annotated[JsonValue, Field(alias="export_formats")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    parent_component_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="parent_component_id")]
    ]
    preview_url: NotRequired[Annotated[Optional[str], Field(alias="preview_url")]]
    props: NotRequired[Annotated[JsonValue, Field(alias="props")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    sort_order: NotRequired[Annotated[int, Field(alias="sort_order")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    version: NotRequired[Annotated[int, Field(alias="version")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCampaignMetrics(BaseModel):
    campaign_id: uuid.UUID = Field(alias="campaign_id")
    clicks: int = Field(alias="clicks")
    conversions: int = Field(alias="conversions")
    cpc: Optional[float] = Field(alias="cpc")
    created_at: datetime.datetime = Field(alias="created_at")
    ctr: Optional[float] = Field(alias="ctr")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    id: uuid.UUID = Field(alias="id")
    impressions: int = Field(alias="impressions")
    measured_clicks: int = Field(alias="measured_clicks")
    measured_impressions: int = Field(alias="measured_impressions")
    net_revenue: Optional[float] = Field(alias="net_revenue")
    refunds: float = Field(alias="refunds")
    reported_clicks: Optional[int] = Field(alias="reported_clicks")
    reported_impressions: Optional[int] = Field(alias="reported_impressions")
    revenue: float = Field(alias="revenue")
    roas: Optional[float] = Field(alias="roas")
    spend: float = Field(alias="spend")
    updated_at: datetime.datetime = Field(alias="updated_at")
    views: int = Field(alias="views")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    visitors: int = Field(alias="visitors")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCampaignMetricsInsert(TypedDict):
    campaign_id: Annotated[uuid.UUID, Field(alias="campaign_id")]
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    cpc: NotRequired[Annotated[Optional[float], Field(alias="cpc")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    ctr: NotRequired[Annotated[Optional[float], Field(alias="ctr")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    impressions: NotRequired[Annotated[int, Field(alias="impressions")]]
    measured_clicks: NotRequired[Annotated[int, Field(alias="measured_clicks")]]
    measured_impressions: NotRequired[Annotated[int, Field(alias="measured_impressions")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    reported_clicks: NotRequired[Annotated[Optional[int], Field(alias="reported_clicks")]]
    reported_impressions: NotRequired[Annotated[Optional[int], Field(alias="reported_impressions")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    roas: NotRequired[Annotated[Optional[float], Field(alias="roas")]]
    spend: NotRequired[Annotated[float, Field(alias="spend")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCampaignMetricsUpdate(TypedDict):
    campaign_id: NotRequired[Annotated[uuid.UUID, Field(alias="campaign_id")]]
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    cpc: NotRequired[Annotated[Optional[float], Field(alias="cpc")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    ctr: NotRequired[Annotated[Optional[float], Field(alias="ctr")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    impressions: NotRequired[Annotated[int, Field(alias="impressions")]]
    measured_clicks: NotRequired[Annotated[int, Field(alias="measured_clicks")]]
    measured_impressions: NotRequired[Annotated[int, Field(alias="measured_impressions")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    reported_clicks: NotRequired[Annotated[Optional[int], Field(alias="reported_clicks")]]
    reported_impressions: NotRequired[Annotated[Optional[int], Field(alias="reported_impressions")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    roas: NotRequired[Annotated[Optional[float], Field(alias="roas")]]
    spend: NotRequired[Annotated[float, Field(alias="spend")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCampaigns(BaseModel):
    brand_guidelines: Optional[str] = Field(alias="brand_guidelines")
    budget: Optional[float] = Field(alias="budget")
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    business_type: Optional[str] = Field(alias="business_type")
    channels: JsonValue = Field(alias="channels")
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    currency: str = Field(alias="currency")
    description: Optional[str] = Field(alias="description")
    end_date: Optional[datetime.datetime] = Field(alias="end_date")
    goals: JsonValue = Field(alias="goals")
    id: uuid.UUID = Field(alias="id")
    launched_at: Optional[datetime.datetime] = Field(alias="launched_at")
    name: str = Field(alias="name")
    performance_requirements: JsonValue = Field(alias="performance_requirements")
    platform_source: Optional[str] = Field(alias="platform_source")
    platform_source_id: Optional[str] = Field(alias="platform_source_id")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    start_date: Optional[datetime.datetime] = Field(alias="start_date")
    status: str = Field(alias="status")
    target_audience: Optional[str] = Field(alias="target_audience")
    target_segment: Optional[str] = Field(alias="target_segment")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCampaignsInsert(TypedDict):
    brand_guidelines: NotRequired[Annotated[Optional[str], Field(alias="brand_guidelines")]]
    budget: NotRequired[Annotated[Optional[float], Field(alias="budget")]]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    business_type: NotRequired[Annotated[Optional[str], Field(alias="business_type")]]
    channels: NotRequired[Annotated[JsonValue, Field(alias="channels")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    end_date: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="end_date")]]
    goals: NotRequired[Annotated[JsonValue, Field(alias="goals")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    launched_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="launched_at")]]
    name: Annotated[str, Field(alias="name")]
    performance_requirements: NotRequired[
        Annotated[JsonValue, Field(alias="performance_requirements")]
    ]
    platform_source: NotRequired[Annotated[Optional[str], Field(alias="platform_source")]]
    platform_source_id: NotRequired[Annotated[Optional[str], Field(alias="platform_source_id")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    start_date: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="start_date")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    target_audience: NotRequired[Annotated[Optional[str], Field(alias="target_audience")]]
    target_segment: NotRequired[Annotated[Optional[str], Field(alias="target_segment")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCampaignsUpdate(TypedDict):
    brand_guidelines: NotRequired[Annotated[Optional[str], Field(alias="brand_guidelines")]]
    budget: NotRequired[Annotated[Optional[float], Field(alias="budget")]]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    business_type: NotRequired[Annotated[Optional[str], Field(alias="business_type")]]
    channels: NotRequired[Annotated[JsonValue, Field(alias="channels")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    end_date: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="end_date")]]
    goals: NotRequired[Annotated[JsonValue, Field(alias="goals")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    launched_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="launched_at")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    performance_requirements: NotRequired[
        Annotated[JsonValue, Field(alias="performance_requirements")]
    ]
    platform_source: NotRequired[Annotated[Optional[str], Field(alias="platform_source")]]
    platform_source_id: NotRequired[Annotated[Optional[str], Field(alias="platform_source_id")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    start_date: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="start_date")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    target_audience: NotRequired[Annotated[Optional[str], Field(alias="target_audience")]]
    target_segment: NotRequired[Annotated[Optional[str], Field(alias="target_segment")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCompetitorAnalysis(BaseModel):
    analysis: JsonValue = Field(alias="analysis")
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    competitor: Optional[str] = Field(alias="competitor")
    created_at: datetime.datetime = Field(alias="created_at")
    generation_id: Optional[uuid.UUID] = Field(alias="generation_id")
    id: uuid.UUID = Field(alias="id")
    observed_from: Optional[datetime.datetime] = Field(alias="observed_from")
    observed_until: Optional[datetime.datetime] = Field(alias="observed_until")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    summary: Optional[str] = Field(alias="summary")
    summary_note: Optional[str] = Field(alias="summary_note")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCompetitorAnalysisInsert(TypedDict):
    analysis: Annotated[JsonValue, Field(alias="analysis")]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    competitor: NotRequired[Annotated[Optional[str], Field(alias="competitor")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="generation_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    observed_from: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="observed_from")]]
    observed_until: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="observed_until")]
    ]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    summary: NotRequired[Annotated[Optional[str], Field(alias="summary")]]
    summary_note: NotRequired[Annotated[Optional[str], Field(alias="summary_note")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCompetitorAnalysisUpdate(TypedDict):
    analysis: NotRequired[Annotated[JsonValue, Field(alias="analysis")]]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    competitor: NotRequired[Annotated[Optional[str], Field(alias="competitor")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="generation_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    observed_from: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="observed_from")]]
    observed_until: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="observed_until")]
    ]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    summary: NotRequired[Annotated[Optional[str], Field(alias="summary")]]
    summary_note: NotRequired[Annotated[Optional[str], Field(alias="summary_note")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCompetitorFeeds(BaseModel):
    competitor: Optional[str] = Field(alias="competitor")
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    currency: Optional[str] = Field(alias="currency")
    decimal_sign: Optional[str] = Field(alias="decimal_sign")
    delimiter: Optional[str] = Field(alias="delimiter")
    etag: Optional[str] = Field(alias="etag")
    every_minutes: int = Field(alias="every_minutes")
    failures: int = Field(alias="failures")
    format: str = Field(alias="format")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    items: Optional[str] = Field(alias="items")
    last_error: Optional[str] = Field(alias="last_error")
    last_fetched_at: Optional[datetime.datetime] = Field(alias="last_fetched_at")
    last_modified: Optional[str] = Field(alias="last_modified")
    last_result: JsonValue = Field(alias="last_result")
    last_status: Optional[int] = Field(alias="last_status")
    last_success_at: Optional[datetime.datetime] = Field(alias="last_success_at")
    mapping: JsonValue = Field(alias="mapping")
    name: str = Field(alias="name")
    next_fetch_at: datetime.datetime = Field(alias="next_fetch_at")
    updated_at: datetime.datetime = Field(alias="updated_at")
    url: str = Field(alias="url")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCompetitorFeedsInsert(TypedDict):
    competitor: NotRequired[Annotated[Optional[str], Field(alias="competitor")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    decimal_sign: NotRequired[Annotated[Optional[str], Field(alias="decimal_sign")]]
    delimiter: NotRequired[Annotated[Optional[str], Field(alias="delimiter")]]
    etag: NotRequired[Annotated[Optional[str], Field(alias="etag")]]
    every_minutes: NotRequired[Annotated[int, Field(alias="every_minutes")]]
    failures: NotRequired[Annotated[int, Field(alias="failures")]]
    format: NotRequired[Annotated[str, Field(alias="format")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    items: NotRequired[Annotated[Optional[str], Field(alias="items")]]
    last_error: NotRequired[Annotated[Optional[str], Field(alias="last_error")]]
    last_fetched_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_fetched_at")]
    ]
    last_modified: NotRequired[Annotated[Optional[str], Field(alias="last_modified")]]
    last_result: NotRequired[Annotated[JsonValue, Field(alias="last_result")]]
    last_status: NotRequired[Annotated[Optional[int], Field(alias="last_status")]]
    last_success_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_success_at")]
    ]
    mapping: NotRequired[Annotated[JsonValue, Field(alias="mapping")]]
    name: Annotated[str, Field(alias="name")]
    next_fetch_at: NotRequired[Annotated[datetime.datetime, Field(alias="next_fetch_at")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    url: Annotated[str, Field(alias="url")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCompetitorFeedsUpdate(TypedDict):
    competitor: NotRequired[Annotated[Optional[str], Field(alias="competitor")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    decimal_sign: NotRequired[Annotated[Optional[str], Field(alias="decimal_sign")]]
    delimiter: NotRequired[Annotated[Optional[str], Field(alias="delimiter")]]
    etag: NotRequired[Annotated[Optional[str], Field(alias="etag")]]
    every_minutes: NotRequired[Annotated[int, Field(alias="every_minutes")]]
    failures: NotRequired[Annotated[int, Field(alias="failures")]]
    format: NotRequired[Annotated[str, Field(alias="format")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    items: NotRequired[Annotated[Optional[str], Field(alias="items")]]
    last_error: NotRequired[Annotated[Optional[str], Field(alias="last_error")]]
    last_fetched_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_fetched_at")]
    ]
    last_modified: NotRequired[Annotated[Optional[str], Field(alias="last_modified")]]
    last_result: NotRequired[Annotated[JsonValue, Field(alias="last_result")]]
    last_status: NotRequired[Annotated[Optional[int], Field(alias="last_status")]]
    last_success_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_success_at")]
    ]
    mapping: NotRequired[Annotated[JsonValue, Field(alias="mapping")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    next_fetch_at: NotRequired[Annotated[datetime.datetime, Field(alias="next_fetch_at")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    url: NotRequired[Annotated[str, Field(alias="url")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCompetitorPriceRejects(BaseModel):
    code: str = Field(alias="code")
    created_at: datetime.datetime = Field(alias="created_at")
    digest: str = Field(alias="digest")
    feed_id: Optional[uuid.UUID] = Field(alias="feed_id")
    id: uuid.UUID = Field(alias="id")
    last_sent_at: datetime.datetime = Field(alias="last_sent_at")
    place: int = Field(alias="place")
    reason: str = Field(alias="reason")
    sent: JsonValue = Field(alias="sent")
    source: str = Field(alias="source")
    times: int = Field(alias="times")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCompetitorPriceRejectsInsert(TypedDict):
    code: Annotated[str, Field(alias="code")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    digest: NotRequired[Annotated[str, Field(alias="digest")]]
    feed_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="feed_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_sent_at: NotRequired[Annotated[datetime.datetime, Field(alias="last_sent_at")]]
    place: Annotated[int, Field(alias="place")]
    reason: Annotated[str, Field(alias="reason")]
    sent: Annotated[JsonValue, Field(alias="sent")]
    source: Annotated[str, Field(alias="source")]
    times: NotRequired[Annotated[int, Field(alias="times")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCompetitorPriceRejectsUpdate(TypedDict):
    code: NotRequired[Annotated[str, Field(alias="code")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    digest: NotRequired[Annotated[str, Field(alias="digest")]]
    feed_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="feed_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_sent_at: NotRequired[Annotated[datetime.datetime, Field(alias="last_sent_at")]]
    place: NotRequired[Annotated[int, Field(alias="place")]]
    reason: NotRequired[Annotated[str, Field(alias="reason")]]
    sent: NotRequired[Annotated[JsonValue, Field(alias="sent")]]
    source: NotRequired[Annotated[str, Field(alias="source")]]
    times: NotRequired[Annotated[int, Field(alias="times")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCompetitorPrices(BaseModel):
    competitor: str = Field(alias="competitor")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    id: uuid.UUID = Field(alias="id")
    in_stock: Optional[bool] = Field(alias="in_stock")
    observed_at: datetime.datetime = Field(alias="observed_at")
    price: float = Field(alias="price")
    product_id: uuid.UUID = Field(alias="product_id")
    source: Optional[str] = Field(alias="source")
    url: Optional[str] = Field(alias="url")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCompetitorPricesInsert(TypedDict):
    competitor: Annotated[str, Field(alias="competitor")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    in_stock: NotRequired[Annotated[Optional[bool], Field(alias="in_stock")]]
    observed_at: NotRequired[Annotated[datetime.datetime, Field(alias="observed_at")]]
    price: Annotated[float, Field(alias="price")]
    product_id: Annotated[uuid.UUID, Field(alias="product_id")]
    source: NotRequired[Annotated[Optional[str], Field(alias="source")]]
    url: NotRequired[Annotated[Optional[str], Field(alias="url")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCompetitorPricesUpdate(TypedDict):
    competitor: NotRequired[Annotated[str, Field(alias="competitor")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    in_stock: NotRequired[Annotated[Optional[bool], Field(alias="in_stock")]]
    observed_at: NotRequired[Annotated[datetime.datetime, Field(alias="observed_at")]]
    price: NotRequired[Annotated[float, Field(alias="price")]]
    product_id: NotRequired[Annotated[uuid.UUID, Field(alias="product_id")]]
    source: NotRequired[Annotated[Optional[str], Field(alias="source")]]
    url: NotRequired[Annotated[Optional[str], Field(alias="url")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicComponentDownloads(BaseModel):
    component_id: uuid.UUID = Field(alias="component_id")
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicComponentDownloadsInsert(TypedDict):
    component_id: Annotated[uuid.UUID, Field(alias="component_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicComponentDownloadsUpdate(TypedDict):
    component_id: NotRequired[Annotated[uuid.UUID, Field(alias="component_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicComponentLibrary(BaseModel):
    category: Optional[str] = Field(alias="category")
    code: str = Field(alias="code")
    component_type: str = Field(alias="component_type")
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    currency: str = Field(alias="currency")
    description: Optional[str] = Field(alias="description")
    id: uuid.UUID = Field(alias="id")
    is_marketplace_item: bool = Field(alias="is_marketplace_item")
    is_public: bool = Field(alias="is_public")
    name: str = Field(alias="name")
    preview_image_url: Optional[str] = Field(alias="preview_image_url")
    price: float = Field(alias="price")
    props_schema: JsonValue = Field(alias="props_schema")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    tags: List[str] = Field(alias="tags")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicComponentLibraryInsert(TypedDict):
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    code: Annotated[str, Field(alias="code")]
    component_type: Annotated[str, Field(alias="component_type")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_marketplace_item: NotRequired[Annotated[bool, Field(alias="is_marketplace_item")]]
    is_public: NotRequired[Annotated[bool, Field(alias="is_public")]]
    name: Annotated[str, Field(alias="name")]
    preview_image_url: NotRequired[Annotated[Optional[str], Field(alias="preview_image_url")]]
    price: NotRequired[Annotated[float, Field(alias="price")]]
    props_schema: NotRequired[Annotated[JsonValue, Field(alias="props_schema")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    tags: NotRequired[Annotated[List[str], Field(alias="tags")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicComponentLibraryUpdate(TypedDict):
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    code: NotRequired[Annotated[str, Field(alias="code")]]
    component_type: NotRequired[Annotated[str, Field(alias="component_type")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_marketplace_item: NotRequired[Annotated[bool, Field(alias="is_marketplace_item")]]
    is_public: NotRequired[Annotated[bool, Field(alias="is_public")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    preview_image_url: NotRequired[Annotated[Optional[str], Field(alias="preview_image_url")]]
    price: NotRequired[Annotated[float, Field(alias="price")]]
    props_schema: NotRequired[Annotated[JsonValue, Field(alias="props_schema")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    tags: NotRequired[Annotated[List[str], Field(alias="tags")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicComponentLikes(BaseModel):
    component_id: uuid.UUID = Field(alias="component_id")
    created_at: datetime.datetime = Field(alias="created_at")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicComponentLikesInsert(TypedDict):
    component_id: Annotated[uuid.UUID, Field(alias="component_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicComponentLikesUpdate(TypedDict):
    component_id: NotRequired[Annotated[uuid.UUID, Field(alias="component_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicComponentMetrics(BaseModel):
    clicks: int = Field(alias="clicks")
    component_id: uuid.UUID = Field(alias="component_id")
    conversions: int = Field(alias="conversions")
    created_at: datetime.datetime = Field(alias="created_at")
    date: datetime.date = Field(alias="date")
    engagement_score: Optional[float] = Field(alias="engagement_score")
    id: uuid.UUID = Field(alias="id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    views: int = Field(alias="views")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    visitors: int = Field(alias="visitors")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicComponentMetricsInsert(TypedDict):
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    component_id: Annotated[uuid.UUID, Field(alias="component_id")]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    date: Annotated[datetime.date, Field(alias="date")]
    engagement_score: NotRequired[Annotated[Optional[float], Field(alias="engagement_score")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicComponentMetricsUpdate(TypedDict):
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    component_id: NotRequired[Annotated[uuid.UUID, Field(alias="component_id")]]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    engagement_score: NotRequired[Annotated[Optional[float], Field(alias="engagement_score")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicContentAssets(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    file_size: Optional[int] = Field(alias="file_size")
    file_url: Optional[str] = Field(alias="file_url")
    generated_by: Optional[str] = Field(alias="generated_by")
    generation_prompt: Optional[str] = Field(alias="generation_prompt")
    id: uuid.UUID = Field(alias="id")
    language: str = Field(alias="language")
    metadata: JsonValue = Field(alias="metadata")
    mime_type: Optional[str] = Field(alias="mime_type")
    name: str = Field(alias="name")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicContentAssetsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    file_size: NotRequired[Annotated[Optional[int], Field(alias="file_size")]]
    file_url: NotRequired[Annotated[Optional[str], Field(alias="file_url")]]
    generated_by: NotRequired[Annotated[Optional[str], Field(alias="generated_by")]]
    generation_prompt: NotRequired[Annotated[Optional[str], Field(alias="generation_prompt")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    mime_type: NotRequired[Annotated[Optional[str], Field(alias="mime_type")]]
    name: Annotated[str, Field(alias="name")]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    type: Annotated[str, Field(alias="type")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicContentAssetsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    file_size: NotRequired[Annotated[Optional[int], Field(alias="file_size")]]
    file_url: NotRequired[Annotated[Optional[str], Field(alias="file_url")]]
    generated_by: NotRequired[Annotated[Optional[str], Field(alias="generated_by")]]
    generation_prompt: NotRequired[Annotated[Optional[str], Field(alias="generation_prompt")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    mime_type: NotRequired[Annotated[Optional[str], Field(alias="mime_type")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicContentBundles(BaseModel):
    business_id: uuid.UUID = Field(alias="business_id")
    created_at: datetime.datetime = Field(alias="created_at")
    generation_date: datetime.date = Field(alias="generation_date")
    id: uuid.UUID = Field(alias="id")
    name: str = Field(alias="name")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    status: str = Field(alias="status")
    time_period: str = Field(alias="time_period")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicContentBundlesInsert(TypedDict):
    business_id: Annotated[uuid.UUID, Field(alias="business_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    generation_date: NotRequired[Annotated[datetime.date, Field(alias="generation_date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: Annotated[str, Field(alias="name")]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    time_period: Annotated[str, Field(alias="time_period")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicContentBundlesUpdate(TypedDict):
    business_id: NotRequired[Annotated[uuid.UUID, Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    generation_date: NotRequired[Annotated[datetime.date, Field(alias="generation_date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    time_period: NotRequired[Annotated[str, Field(alias="time_period")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicContentTemplates(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    is_public: bool = Field(alias="is_public")
    name: str = Field(alias="name")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    template_data: JsonValue = Field(alias="template_data")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicContentTemplatesInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_public: NotRequired[Annotated[bool, Field(alias="is_public")]]
    name: Annotated[str, Field(alias="name")]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    template_data: Annotated[JsonValue, Field(alias="template_data")]
    type: Annotated[str, Field(alias="type")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicContentTemplatesUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_public: NotRequired[Annotated[bool, Field(alias="is_public")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    template_data: NotRequired[Annotated[JsonValue, Field(alias="template_data")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicContentUpgrades(BaseModel):
    blog_post_id: Optional[uuid.UUID] = Field(alias="blog_post_id")
    business_id: uuid.UUID = Field(alias="business_id")
    content: Optional[str] = Field(alias="content")
    conversion_goal: str = Field(alias="conversion_goal")
    created_at: datetime.datetime = Field(alias="created_at")
    cta_text: Optional[str] = Field(alias="cta_text")
    cta_url: Optional[str] = Field(alias="cta_url")
    description: Optional[str] = Field(alias="description")
    download_metrics: JsonValue = Field(alias="download_metrics")
    file_url: Optional[str] = Field(alias="file_url")
    id: uuid.UUID = Field(alias="id")
    language: str = Field(alias="language")
    next_action_id: Optional[uuid.UUID] = Field(alias="next_action_id")
    next_action_type: Optional[str] = Field(alias="next_action_type")
    next_email_sequence_id: Optional[uuid.UUID] = Field(alias="next_email_sequence_id")
    published_at: Optional[datetime.datetime] = Field(alias="published_at")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    status: str = Field(alias="status")
    title: str = Field(alias="title")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicContentUpgradesInsert(TypedDict):
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    business_id: Annotated[uuid.UUID, Field(alias="business_id")]
    content: NotRequired[Annotated[Optional[str], Field(alias="content")]]
    conversion_goal: NotRequired[Annotated[str, Field(alias="conversion_goal")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    cta_text: NotRequired[Annotated[Optional[str], Field(alias="cta_text")]]
    cta_url: NotRequired[Annotated[Optional[str], Field(alias="cta_url")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    download_metrics: NotRequired[Annotated[JsonValue, Field(alias="download_metrics")]]
    file_url: NotRequired[Annotated[Optional[str], Field(alias="file_url")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    next_action_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_action_id")]]
    next_action_type: NotRequired[Annotated[Optional[str], Field(alias="next_action_type")]]
    next_email_sequence_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_email_sequence_id")]
    ]
    published_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="published_at")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    title: Annotated[str, Field(alias="title")]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicContentUpgradesUpdate(TypedDict):
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    business_id: NotRequired[Annotated[uuid.UUID, Field(alias="business_id")]]
    content: NotRequired[Annotated[Optional[str], Field(alias="content")]]
    conversion_goal: NotRequired[Annotated[str, Field(alias="conversion_goal")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    cta_text: NotRequired[Annotated[Optional[str], Field(alias="cta_text")]]
    cta_url: NotRequired[Annotated[Optional[str], Field(alias="cta_url")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    download_metrics: NotRequired[Annotated[JsonValue, Field(alias="download_metrics")]]
    file_url: NotRequired[Annotated[Optional[str], Field(alias="file_url")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    next_action_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_action_id")]]
    next_action_type: NotRequired[Annotated[Optional[str], Field(alias="next_action_type")]]
    next_email_sequence_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_email_sequence_id")]
    ]
    published_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="published_at")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    title: NotRequired[Annotated[str, Field(alias="title")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicContentVersions(BaseModel):
    ai_model: Optional[str] = Field(alias="ai_model")
    blog_post_id: Optional[uuid.UUID] = Field(alias="blog_post_id")
    content: str = Field(alias="content")
    content_id: Optional[uuid.UUID] = Field(alias="content_id")
    content_upgrade_id: Optional[uuid.UUID] = Field(alias="content_upgrade_id")
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    email_id: Optional[uuid.UUID] = Field(alias="email_id")
    entity_id: Optional[uuid.UUID] = Field(alias="entity_id")
    entity_type: Optional[str] = Field(alias="entity_type")
    id: uuid.UUID = Field(alias="id")
    performance_snapshot: JsonValue = Field(alias="performance_snapshot")
    reason: Optional[str] = Field(alias="reason")
    social_post_id: Optional[uuid.UUID] = Field(alias="social_post_id")
    version_number: int = Field(alias="version_number")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicContentVersionsInsert(TypedDict):
    ai_model: NotRequired[Annotated[Optional[str], Field(alias="ai_model")]]
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    content: Annotated[str, Field(alias="content")]
    content_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_id")]]
    content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="content_upgrade_id")]
    ]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    email_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_id")]]
    entity_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="entity_id")]]
    entity_type: NotRequired[Annotated[Optional[str], Field(alias="entity_type")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    performance_snapshot: NotRequired[Annotated[JsonValue, Field(alias="performance_snapshot")]]
    reason: NotRequired[Annotated[Optional[str], Field(alias="reason")]]
    social_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="social_post_id")]]
    version_number: Annotated[int, Field(alias="version_number")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicContentVersionsUpdate(TypedDict):
    ai_model: NotRequired[Annotated[Optional[str], Field(alias="ai_model")]]
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    content: NotRequired[Annotated[str, Field(alias="content")]]
    content_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_id")]]
    content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="content_upgrade_id")]
    ]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    email_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_id")]]
    entity_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="entity_id")]]
    entity_type: NotRequired[Annotated[Optional[str], Field(alias="entity_type")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    performance_snapshot: NotRequired[Annotated[JsonValue, Field(alias="performance_snapshot")]]
    reason: NotRequired[Annotated[Optional[str], Field(alias="reason")]]
    social_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="social_post_id")]]
    version_number: NotRequired[Annotated[int, Field(alias="version_number")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicContents(BaseModel):
    body: str = Field(alias="body")
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    id: uuid.UUID = Field(alias="id")
    language: str = Field(alias="language")
    metadata: JsonValue = Field(alias="metadata")
    platform: Optional[str] = Field(alias="platform")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    published_at: Optional[datetime.datetime] = Field(alias="published_at")
    scheduled_for: Optional[datetime.datetime] = Field(alias="scheduled_for")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    status: str = Field(alias="status")
    title: Optional[str] = Field(alias="title")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicContentsInsert(TypedDict):
    body: Annotated[str, Field(alias="body")]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    platform: NotRequired[Annotated[Optional[str], Field(alias="platform")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    published_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="published_at")]]
    scheduled_for: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="scheduled_for")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    title: NotRequired[Annotated[Optional[str], Field(alias="title")]]
    type: Annotated[str, Field(alias="type")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicContentsUpdate(TypedDict):
    body: NotRequired[Annotated[str, Field(alias="body")]]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    platform: NotRequired[Annotated[Optional[str], Field(alias="platform")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    published_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="published_at")]]
    scheduled_for: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="scheduled_for")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    title: NotRequired[Annotated[Optional[str], Field(alias="title")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCountryMetrics(BaseModel):
    conversions: int = Field(alias="conversions")
    country: str = Field(alias="country")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    id: uuid.UUID = Field(alias="id")
    net_revenue: Optional[float] = Field(alias="net_revenue")
    refunds: float = Field(alias="refunds")
    revenue: float = Field(alias="revenue")
    updated_at: datetime.datetime = Field(alias="updated_at")
    users: int = Field(alias="users")
    views: int = Field(alias="views")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCountryMetricsInsert(TypedDict):
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    country: Annotated[str, Field(alias="country")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    users: NotRequired[Annotated[int, Field(alias="users")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCountryMetricsUpdate(TypedDict):
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    country: NotRequired[Annotated[str, Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    users: NotRequired[Annotated[int, Field(alias="users")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicCurrencies(BaseModel):
    code: str = Field(alias="code")
    minor_units: int = Field(alias="minor_units")
    name: str = Field(alias="name")


class PublicCurrenciesInsert(TypedDict):
    code: Annotated[str, Field(alias="code")]
    minor_units: Annotated[int, Field(alias="minor_units")]
    name: Annotated[str, Field(alias="name")]


class PublicCurrenciesUpdate(TypedDict):
    code: NotRequired[Annotated[str, Field(alias="code")]]
    minor_units: NotRequired[Annotated[int, Field(alias="minor_units")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]


class PublicCustomers(BaseModel):
    country: Optional[str] = Field(alias="country")
    created_at: datetime.datetime = Field(alias="created_at")
    email: Optional[str] = Field(alias="email")
    external_id: Optional[str] = Field(alias="external_id")
    full_name: Optional[str] = Field(alias="full_name")
    id: uuid.UUID = Field(alias="id")
    metadata: JsonValue = Field(alias="metadata")
    phone: Optional[str] = Field(alias="phone")
    store_connection_id: Optional[uuid.UUID] = Field(alias="store_connection_id")
    stripe_customer_id: Optional[str] = Field(alias="stripe_customer_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCustomersInsert(TypedDict):
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email: NotRequired[Annotated[Optional[str], Field(alias="email")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    full_name: NotRequired[Annotated[Optional[str], Field(alias="full_name")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    phone: NotRequired[Annotated[Optional[str], Field(alias="phone")]]
    store_connection_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="store_connection_id")]
    ]
    stripe_customer_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_customer_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicCustomersUpdate(TypedDict):
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email: NotRequired[Annotated[Optional[str], Field(alias="email")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    full_name: NotRequired[Annotated[Optional[str], Field(alias="full_name")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    phone: NotRequired[Annotated[Optional[str], Field(alias="phone")]]
    store_connection_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="store_connection_id")]
    ]
    stripe_customer_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_customer_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicEmailSequences(BaseModel):
    bundle_id: Optional[uuid.UUID] = Field(alias="bundle_id")
    business_id: uuid.UUID = Field(alias="business_id")
    conversion_goal: str = Field(alias="conversion_goal")
    created_at: datetime.datetime = Field(alias="created_at")
    description: Optional[str] = Field(alias="description")
    id: uuid.UUID = Field(alias="id")
    name: str = Field(alias="name")
    next_action_id: Optional[uuid.UUID] = Field(alias="next_action_id")
    next_action_type: Optional[str] = Field(alias="next_action_type")
    next_blog_post_id: Optional[uuid.UUID] = Field(alias="next_blog_post_id")
    next_content_upgrade_id: Optional[uuid.UUID] = Field(alias="next_content_upgrade_id")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    sequence_goal: str = Field(alias="sequence_goal")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicEmailSequencesInsert(TypedDict):
    bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="bundle_id")]]
    business_id: Annotated[uuid.UUID, Field(alias="business_id")]
    conversion_goal: NotRequired[Annotated[str, Field(alias="conversion_goal")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: Annotated[str, Field(alias="name")]
    next_action_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_action_id")]]
    next_action_type: NotRequired[Annotated[Optional[str], Field(alias="next_action_type")]]
    next_blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_blog_post_id")]]
    next_content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_content_upgrade_id")]
    ]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    sequence_goal: NotRequired[Annotated[str, Field(alias="sequence_goal")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicEmailSequencesUpdate(TypedDict):
    bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="bundle_id")]]
    business_id: NotRequired[Annotated[uuid.UUID, Field(alias="business_id")]]
    conversion_goal: NotRequired[Annotated[str, Field(alias="conversion_goal")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    next_action_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_action_id")]]
    next_action_type: NotRequired[Annotated[Optional[str], Field(alias="next_action_type")]]
    next_blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_blog_post_id")]]
    next_content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_content_upgrade_id")]
    ]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    sequence_goal: NotRequired[Annotated[str, Field(alias="sequence_goal")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicEmails(BaseModel):
    content: str = Field(alias="content")
    created_at: datetime.datetime = Field(alias="created_at")
    delay_days: Optional[int] = Field(alias="delay_days")
    id: uuid.UUID = Field(alias="id")
    is_variant: bool = Field(alias="is_variant")
    is_winner: Optional[bool] = Field(alias="is_winner")
    performance_metrics: JsonValue = Field(alias="performance_metrics")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    sequence_id: uuid.UUID = Field(alias="sequence_id")
    sequence_position: int = Field(alias="sequence_position")
    subject_line: str = Field(alias="subject_line")
    updated_at: datetime.datetime = Field(alias="updated_at")
    variant_group_id: Optional[uuid.UUID] = Field(alias="variant_group_id")
    winning_threshold: Optional[int] = Field(alias="winning_threshold")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicEmailsInsert(TypedDict):
    content: Annotated[str, Field(alias="content")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    delay_days: NotRequired[Annotated[Optional[int], Field(alias="delay_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_variant: NotRequired[Annotated[bool, Field(alias="is_variant")]]
    is_winner: NotRequired[Annotated[Optional[bool], Field(alias="is_winner")]]
    performance_metrics: NotRequired[Annotated[JsonValue, Field(alias="performance_metrics")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    sequence_id: Annotated[uuid.UUID, Field(alias="sequence_id")]
    sequence_position: Annotated[int, Field(alias="sequence_position")]
    subject_line: Annotated[str, Field(alias="subject_line")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    variant_group_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="variant_group_id")]]
    winning_threshold: NotRequired[Annotated[Optional[int], Field(alias="winning_threshold")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicEmailsUpdate(TypedDict):
    content: NotRequired[Annotated[str, Field(alias="content")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    delay_days: NotRequired[Annotated[Optional[int], Field(alias="delay_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_variant: NotRequired[Annotated[bool, Field(alias="is_variant")]]
    is_winner: NotRequired[Annotated[Optional[bool], Field(alias="is_winner")]]
    performance_metrics: NotRequired[Annotated[JsonValue, Field(alias="performance_metrics")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    sequence_id: NotRequired[Annotated[uuid.UUID, Field(alias="sequence_id")]]
    sequence_position: NotRequired[Annotated[int, Field(alias="sequence_position")]]
    subject_line: NotRequired[Annotated[str, Field(alias="subject_line")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    variant_group_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="variant_group_id")]]
    winning_threshold: NotRequired[Annotated[Optional[int], Field(alias="winning_threshold")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicEntitlementGrants(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    expires_at: Optional[datetime.datetime] = Field(alias="expires_at")
    feature: str = Field(alias="feature")
    id: uuid.UUID = Field(alias="id")
    limit_value: Optional[int] = Field(alias="limit_value")
    period: str = Field(alias="period")
    source: str = Field(alias="source")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicEntitlementGrantsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    feature: Annotated[str, Field(alias="feature")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    limit_value: NotRequired[Annotated[Optional[int], Field(alias="limit_value")]]
    period: NotRequired[Annotated[str, Field(alias="period")]]
    source: NotRequired[Annotated[str, Field(alias="source")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicEntitlementGrantsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    feature: NotRequired[Annotated[str, Field(alias="feature")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    limit_value: NotRequired[Annotated[Optional[int], Field(alias="limit_value")]]
    period: NotRequired[Annotated[str, Field(alias="period")]]
    source: NotRequired[Annotated[str, Field(alias="source")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicEspIntegrations(BaseModel):
    business_id: uuid.UUID = Field(alias="business_id")
    created_at: datetime.datetime = Field(alias="created_at")
    error_log: JsonValue = Field(alias="error_log")
    id: uuid.UUID = Field(alias="id")
    last_sync_at: Optional[datetime.datetime] = Field(alias="last_sync_at")
    provider: str = Field(alias="provider")
    settings: JsonValue = Field(alias="settings")
    sync_status: str = Field(alias="sync_status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicEspIntegrationsInsert(TypedDict):
    business_id: Annotated[uuid.UUID, Field(alias="business_id")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    error_log: NotRequired[Annotated[JsonValue, Field(alias="error_log")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_sync_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="last_sync_at")]]
    provider: Annotated[str, Field(alias="provider")]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    sync_status: NotRequired[Annotated[str, Field(alias="sync_status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicEspIntegrationsUpdate(TypedDict):
    business_id: NotRequired[Annotated[uuid.UUID, Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    error_log: NotRequired[Annotated[JsonValue, Field(alias="error_log")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_sync_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="last_sync_at")]]
    provider: NotRequired[Annotated[str, Field(alias="provider")]]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    sync_status: NotRequired[Annotated[str, Field(alias="sync_status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicEventDeadLetters(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    event: JsonValue = Field(alias="event")
    id: uuid.UUID = Field(alias="id")
    place: int = Field(alias="place")
    reason: str = Field(alias="reason")
    sent_at: Optional[datetime.datetime] = Field(alias="sent_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")
    write_key_id: Optional[uuid.UUID] = Field(alias="write_key_id")


class PublicEventDeadLettersInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    event: Annotated[JsonValue, Field(alias="event")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    place: Annotated[int, Field(alias="place")]
    reason: Annotated[str, Field(alias="reason")]
    sent_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="sent_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]
    write_key_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="write_key_id")]]


class PublicEventDeadLettersUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    event: NotRequired[Annotated[JsonValue, Field(alias="event")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    place: NotRequired[Annotated[int, Field(alias="place")]]
    reason: NotRequired[Annotated[str, Field(alias="reason")]]
    sent_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="sent_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]
    write_key_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="write_key_id")]]


class PublicEvents(BaseModel):
    action: Optional[str] = Field(alias="action")
    ad_id: Optional[uuid.UUID] = Field(alias="ad_id")
    batch: Optional[int] = Field(alias="batch")
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    city: Optional[str] = Field(alias="city")
    component_id: Optional[uuid.UUID] = Field(alias="component_id")
    conversion_type: Optional[str] = Field(alias="conversion_type")
    country: Optional[str] = Field(alias="country")
    currency: Optional[str] = Field(alias="currency")
    customer_id: Optional[uuid.UUID] = Field(alias="customer_id")
    event_type: str = Field(alias="event_type")
    id: uuid.UUID = Field(alias="id")
    ip_address: Optional[PgCatalogInet] = Field(alias="ip_address")
    managed_url_id: Optional[uuid.UUID] = Field(alias="managed_url_id")
    medium: Optional[str] = Field(alias="medium")
    occurred_at: datetime.datetime = Field(alias="occurred_at")
    order_id: Optional[uuid.UUID] = Field(alias="order_id")
    page: Optional[str] = Field(alias="page")
    platform: Optional[str] = Field(alias="platform")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    properties: JsonValue = Field(alias="properties")
    quantity: int = Field(alias="quantity")
    received_at: datetime.datetime = Field(alias="received_at")
    referrer: Optional[str] = Field(alias="referrer")
    region: Optional[str] = Field(alias="region")
    revenue: Optional[float] = Field(alias="revenue")
    session_id: Optional[str] = Field(alias="session_id")
    source: Optional[str] = Field(alias="source")
    stage: Optional[str] = Field(alias="stage")
    user_agent: Optional[str] = Field(alias="user_agent")
    utm_campaign: Optional[str] = Field(alias="utm_campaign")
    utm_content: Optional[str] = Field(alias="utm_content")
    utm_medium: Optional[str] = Field(alias="utm_medium")
    utm_source: Optional[str] = Field(alias="utm_source")
    utm_term: Optional[str] = Field(alias="utm_term")
    visitor_id: Optional[str] = Field(alias="visitor_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicEventsInsert(TypedDict):
    action: NotRequired[Annotated[Optional[str], Field(alias="action")]]
    ad_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_id")]]
    batch: NotRequired[Annotated[Optional[int], Field(alias="batch")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    city: NotRequired[Annotated[Optional[str], Field(alias="city")]]
    component_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="component_id")]]
    conversion_type: NotRequired[Annotated[Optional[str], Field(alias="conversion_type")]]
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    customer_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="customer_id")]]
    event_type: Annotated[str, Field(alias="event_type")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_address: NotRequired[Annotated[Optional[PgCatalogInet], Field(alias="ip_address")]]
    managed_url_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="managed_url_id")]]
    medium: NotRequired[Annotated[Optional[str], Field(alias="medium")]]
    occurred_at: NotRequired[Annotated[datetime.datetime, Field(alias="occurred_at")]]
    order_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="order_id")]]
    page: NotRequired[Annotated[Optional[str], Field(alias="page")]]
    platform: NotRequired[Annotated[Optional[str], Field(alias="platform")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    properties: NotRequired[Annotated[JsonValue, Field(alias="properties")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    received_at: NotRequired[Annotated[datetime.datetime, Field(alias="received_at")]]
    referrer: NotRequired[Annotated[Optional[str], Field(alias="referrer")]]
    region: NotRequired[Annotated[Optional[str], Field(alias="region")]]
    revenue: NotRequired[Annotated[Optional[float], Field(alias="revenue")]]
    session_id: NotRequired[Annotated[Optional[str], Field(alias="session_id")]]
    source: NotRequired[Annotated[Optional[str], Field(alias="source")]]
    stage: NotRequired[Annotated[Optional[str], Field(alias="stage")]]
    user_agent: NotRequired[Annotated[Optional[str], Field(alias="user_agent")]]
    utm_campaign: NotRequired[Annotated[Optional[str], Field(alias="utm_campaign")]]
    utm_content: NotRequired[Annotated[Optional[str], Field(alias="utm_content")]]
    utm_medium: NotRequired[Annotated[Optional[str], Field(alias="utm_medium")]]
    utm_source: NotRequired[Annotated[Optional[str], Field(alias="utm_source")]]
    utm_term: NotRequired[Annotated[Optional[str], Field(alias="utm_term")]]
    visitor_id: NotRequired[Annotated[Optional[str], Field(alias="visitor_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicEventsUpdate(TypedDict):
    action: NotRequired[Annotated[Optional[str], Field(alias="action")]]
    ad_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_id")]]
    batch: NotRequired[Annotated[Optional[int], Field(alias="batch")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    city: NotRequired[Annotated[Optional[str], Field(alias="city")]]
    component_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="component_id")]]
    conversion_type: NotRequired[Annotated[Optional[str], Field(alias="conversion_type")]]
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    customer_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="customer_id")]]
    event_type: NotRequired[Annotated[str, Field(alias="event_type")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_address: NotRequired[Annotated[Optional[PgCatalogInet], Field(alias="ip_address")]]
    managed_url_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="managed_url_id")]]
    medium: NotRequired[Annotated[Optional[str], Field(alias="medium")]]
    occurred_at: NotRequired[Annotated[datetime.datetime, Field(alias="occurred_at")]]
    order_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="order_id")]]
    page: NotRequired[Annotated[Optional[str], Field(alias="page")]]
    platform: NotRequired[Annotated[Optional[str], Field(alias="platform")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    properties: NotRequired[Annotated[JsonValue, Field(alias="properties")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    received_at: NotRequired[Annotated[datetime.datetime, Field(alias="received_at")]]
    referrer: NotRequired[Annotated[Optional[str], Field(alias="referrer")]]
    region: NotRequired[Annotated[Optional[str], Field(alias="region")]]
    revenue: NotRequired[Annotated[Optional[float], Field(alias="revenue")]]
    session_id: NotRequired[Annotated[Optional[str], Field(alias="session_id")]]
    source: NotRequired[Annotated[Optional[str], Field(alias="source")]]
    stage: NotRequired[Annotated[Optional[str], Field(alias="stage")]]
    user_agent: NotRequired[Annotated[Optional[str], Field(alias="user_agent")]]
    utm_campaign: NotRequired[Annotated[Optional[str], Field(alias="utm_campaign")]]
    utm_content: NotRequired[Annotated[Optional[str], Field(alias="utm_content")]]
    utm_medium: NotRequired[Annotated[Optional[str], Field(alias="utm_medium")]]
    utm_source: NotRequired[Annotated[Optional[str], Field(alias="utm_source")]]
    utm_term: NotRequired[Annotated[Optional[str], Field(alias="utm_term")]]
    visitor_id: NotRequired[Annotated[Optional[str], Field(alias="visitor_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicFeatureFlags(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    description: Optional[str] = Field(alias="description")
    id: uuid.UUID = Field(alias="id")
    is_enabled: bool = Field(alias="is_enabled")
    metadata: JsonValue = Field(alias="metadata")
    name: str = Field(alias="name")
    rules: JsonValue = Field(alias="rules")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicFeatureFlagsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_enabled: NotRequired[Annotated[bool, Field(alias="is_enabled")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    name: Annotated[str, Field(alias="name")]
    rules: NotRequired[Annotated[JsonValue, Field(alias="rules")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicFeatureFlagsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_enabled: NotRequired[Annotated[bool, Field(alias="is_enabled")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    rules: NotRequired[Annotated[JsonValue, Field(alias="rules")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicForecastCoverage(BaseModel):
    absolute_error: float = Field(alias="absolute_error")
    category: Optional[str] = Field(alias="category")
    currency: str = Field(alias="currency")
    days: int = Field(alias="days")
    days_within: int = Field(alias="days_within")
    horizon_days: int = Field(alias="horizon_days")
    id: uuid.UUID = Field(alias="id")
    model: str = Field(alias="model")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    realised_coverage: Optional[float] = Field(alias="realised_coverage")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicForecastCoverageInsert(TypedDict):
    absolute_error: NotRequired[Annotated[float, Field(alias="absolute_error")]]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    currency: Annotated[str, Field(alias="currency")]
    days: NotRequired[Annotated[int, Field(alias="days")]]
    days_within: NotRequired[Annotated[int, Field(alias="days_within")]]
    horizon_days: Annotated[int, Field(alias="horizon_days")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    model: Annotated[str, Field(alias="model")]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    realised_coverage: NotRequired[Annotated[Optional[float], Field(alias="realised_coverage")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicForecastCoverageUpdate(TypedDict):
    absolute_error: NotRequired[Annotated[float, Field(alias="absolute_error")]]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    days: NotRequired[Annotated[int, Field(alias="days")]]
    days_within: NotRequired[Annotated[int, Field(alias="days_within")]]
    horizon_days: NotRequired[Annotated[int, Field(alias="horizon_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    realised_coverage: NotRequired[Annotated[Optional[float], Field(alias="realised_coverage")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicForecastSettings(BaseModel):
    country: Optional[str] = Field(alias="country")
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    look_back_days: int = Field(alias="look_back_days")
    most_categories: int = Field(alias="most_categories")
    most_new_products: int = Field(alias="most_new_products")
    most_products: int = Field(alias="most_products")
    new_product_days: int = Field(alias="new_product_days")
    updated_at: datetime.datetime = Field(alias="updated_at")
    uses_holidays: bool = Field(alias="uses_holidays")
    uses_promotions: bool = Field(alias="uses_promotions")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicForecastSettingsInsert(TypedDict):
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    look_back_days: NotRequired[Annotated[int, Field(alias="look_back_days")]]
    most_categories: NotRequired[Annotated[int, Field(alias="most_categories")]]
    most_new_products: NotRequired[Annotated[int, Field(alias="most_new_products")]]
    most_products: NotRequired[Annotated[int, Field(alias="most_products")]]
    new_product_days: NotRequired[Annotated[int, Field(alias="new_product_days")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    uses_holidays: NotRequired[Annotated[bool, Field(alias="uses_holidays")]]
    uses_promotions: NotRequired[Annotated[bool, Field(alias="uses_promotions")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicForecastSettingsUpdate(TypedDict):
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    look_back_days: NotRequired[Annotated[int, Field(alias="look_back_days")]]
    most_categories: NotRequired[Annotated[int, Field(alias="most_categories")]]
    most_new_products: NotRequired[Annotated[int, Field(alias="most_new_products")]]
    most_products: NotRequired[Annotated[int, Field(alias="most_products")]]
    new_product_days: NotRequired[Annotated[int, Field(alias="new_product_days")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    uses_holidays: NotRequired[Annotated[bool, Field(alias="uses_holidays")]]
    uses_promotions: NotRequired[Annotated[bool, Field(alias="uses_promotions")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicInvoices(BaseModel):
    amount: float = Field(alias="amount")
    amount_cents: int = Field(alias="amount_cents")
    attempt_count: int = Field(alias="attempt_count")
    billing_period_end: Optional[datetime.datetime] = Field(alias="billing_period_end")
    billing_period_start: Optional[datetime.datetime] = Field(alias="billing_period_start")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    due_at: Optional[datetime.datetime] = Field(alias="due_at")
    id: uuid.UUID = Field(alias="id")
    invoice_pdf: Optional[str] = Field(alias="invoice_pdf")
    next_payment_attempt: Optional[datetime.datetime] = Field(alias="next_payment_attempt")
    number: Optional[str] = Field(alias="number")
    paid_at: Optional[datetime.datetime] = Field(alias="paid_at")
    payment_intent_id: Optional[str] = Field(alias="payment_intent_id")
    status: str = Field(alias="status")
    stripe_invoice_id: Optional[str] = Field(alias="stripe_invoice_id")
    subscription_id: Optional[uuid.UUID] = Field(alias="subscription_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicInvoicesInsert(TypedDict):
    amount: Annotated[float, Field(alias="amount")]
    amount_cents: NotRequired[Annotated[int, Field(alias="amount_cents")]]
    attempt_count: NotRequired[Annotated[int, Field(alias="attempt_count")]]
    billing_period_end: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="billing_period_end")]
    ]
    billing_period_start: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="billing_period_start")]
    ]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    due_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="due_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    invoice_pdf: NotRequired[Annotated[Optional[str], Field(alias="invoice_pdf")]]
    next_payment_attempt: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="next_payment_attempt")]
    ]
    number: NotRequired[Annotated[Optional[str], Field(alias="number")]]
    paid_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="paid_at")]]
    payment_intent_id: NotRequired[Annotated[Optional[str], Field(alias="payment_intent_id")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_invoice_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_invoice_id")]]
    subscription_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="subscription_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicInvoicesUpdate(TypedDict):
    amount: NotRequired[Annotated[float, Field(alias="amount")]]
    amount_cents: NotRequired[Annotated[int, Field(alias="amount_cents")]]
    attempt_count: NotRequired[Annotated[int, Field(alias="attempt_count")]]
    billing_period_end: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="billing_period_end")]
    ]
    billing_period_start: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="billing_period_start")]
    ]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    due_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="due_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    invoice_pdf: NotRequired[Annotated[Optional[str], Field(alias="invoice_pdf")]]
    next_payment_attempt: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="next_payment_attempt")]
    ]
    number: NotRequired[Annotated[Optional[str], Field(alias="number")]]
    paid_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="paid_at")]]
    payment_intent_id: NotRequired[Annotated[Optional[str], Field(alias="payment_intent_id")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_invoice_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_invoice_id")]]
    subscription_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="subscription_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicLinkMetrics(BaseModel):
    clicks: int = Field(alias="clicks")
    created_at: datetime.datetime = Field(alias="created_at")
    date: datetime.date = Field(alias="date")
    id: uuid.UUID = Field(alias="id")
    managed_url_id: uuid.UUID = Field(alias="managed_url_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    visitors: int = Field(alias="visitors")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicLinkMetricsInsert(TypedDict):
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    date: Annotated[datetime.date, Field(alias="date")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    managed_url_id: Annotated[uuid.UUID, Field(alias="managed_url_id")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicLinkMetricsUpdate(TypedDict):
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    managed_url_id: NotRequired[Annotated[uuid.UUID, Field(alias="managed_url_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicLoginAttempts(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    ip_address: Optional[PgCatalogInet] = Field(alias="ip_address")
    success: bool = Field(alias="success")
    user_agent: Optional[str] = Field(alias="user_agent")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    username: Optional[str] = Field(alias="username")


class PublicLoginAttemptsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_address: NotRequired[Annotated[Optional[PgCatalogInet], Field(alias="ip_address")]]
    success: Annotated[bool, Field(alias="success")]
    user_agent: NotRequired[Annotated[Optional[str], Field(alias="user_agent")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    username: NotRequired[Annotated[Optional[str], Field(alias="username")]]


class PublicLoginAttemptsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    ip_address: NotRequired[Annotated[Optional[PgCatalogInet], Field(alias="ip_address")]]
    success: NotRequired[Annotated[bool, Field(alias="success")]]
    user_agent: NotRequired[Annotated[Optional[str], Field(alias="user_agent")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    username: NotRequired[Annotated[Optional[str], Field(alias="username")]]


class PublicManagedUrls(BaseModel):
    ad_id: Optional[uuid.UUID] = Field(alias="ad_id")
    blog_post_id: Optional[uuid.UUID] = Field(alias="blog_post_id")
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    code: str = Field(alias="code")
    content_id: Optional[uuid.UUID] = Field(alias="content_id")
    content_upgrade_id: Optional[uuid.UUID] = Field(alias="content_upgrade_id")
    created_at: datetime.datetime = Field(alias="created_at")
    email_id: Optional[uuid.UUID] = Field(alias="email_id")
    email_sequence_id: Optional[uuid.UUID] = Field(alias="email_sequence_id")
    expires_at: Optional[datetime.datetime] = Field(alias="expires_at")
    failures: int = Field(alias="failures")
    fallback_url: Optional[str] = Field(alias="fallback_url")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    is_valid: bool = Field(alias="is_valid")
    last_checked_at: Optional[datetime.datetime] = Field(alias="last_checked_at")
    last_error: Optional[str] = Field(alias="last_error")
    last_status: Optional[int] = Field(alias="last_status")
    social_post_id: Optional[uuid.UUID] = Field(alias="social_post_id")
    source_id: Optional[uuid.UUID] = Field(alias="source_id")
    source_type: Optional[str] = Field(alias="source_type")
    title: Optional[str] = Field(alias="title")
    updated_at: datetime.datetime = Field(alias="updated_at")
    url: str = Field(alias="url")
    utm_params: JsonValue = Field(alias="utm_params")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicManagedUrlsInsert(TypedDict):
    ad_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_id")]]
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    code: NotRequired[Annotated[str, Field(alias="code")]]
    content_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_id")]]
    content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="content_upgrade_id")]
    ]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_id")]]
    email_sequence_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_sequence_id")]]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    failures: NotRequired[Annotated[int, Field(alias="failures")]]
    fallback_url: NotRequired[Annotated[Optional[str], Field(alias="fallback_url")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    is_valid: NotRequired[Annotated[bool, Field(alias="is_valid")]]
    last_checked_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_checked_at")]
    ]
    last_error: NotRequired[Annotated[Optional[str], Field(alias="last_error")]]
    last_status: NotRequired[Annotated[Optional[int], Field(alias="last_status")]]
    social_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="social_post_id")]]
    source_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="source_id")]]
    source_type: NotRequired[Annotated[Optional[str], Field(alias="source_type")]]
    title: NotRequired[Annotated[Optional[str], Field(alias="title")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    url: Annotated[str, Field(alias="url")]
    utm_params: NotRequired[Annotated[JsonValue, Field(alias="utm_params")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicManagedUrlsUpdate(TypedDict):
    ad_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="ad_id")]]
    blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="blog_post_id")]]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    campaign_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="campaign_id")]]
    code: NotRequired[Annotated[str, Field(alias="code")]]
    content_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="content_id")]]
    content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="content_upgrade_id")]
    ]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_id")]]
    email_sequence_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="email_sequence_id")]]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    failures: NotRequired[Annotated[int, Field(alias="failures")]]
    fallback_url: NotRequired[Annotated[Optional[str], Field(alias="fallback_url")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    is_valid: NotRequired[Annotated[bool, Field(alias="is_valid")]]
    last_checked_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_checked_at")]
    ]
    last_error: NotRequired[Annotated[Optional[str], Field(alias="last_error")]]
    last_status: NotRequired[Annotated[Optional[int], Field(alias="last_status")]]
    social_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="social_post_id")]]
    source_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="source_id")]]
    source_type: NotRequired[Annotated[Optional[str], Field(alias="source_type")]]
    title: NotRequired[Annotated[Optional[str], Field(alias="title")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    url: NotRequired[Annotated[str, Field(alias="url")]]
    utm_params: NotRequired[Annotated[JsonValue, Field(alias="utm_params")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicMarketSettings(BaseModel):
    absurd_factor: float = Field(alias="absurd_factor")
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    created_at: datetime.datetime = Field(alias="created_at")
    false_discovery_rate: float = Field(alias="false_discovery_rate")
    fresh_days: int = Field(alias="fresh_days")
    id: uuid.UUID = Field(alias="id")
    language: str = Field(alias="language")
    trend_days: int = Field(alias="trend_days")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")
    writes_summaries: bool = Field(alias="writes_summaries")


class PublicMarketSettingsInsert(TypedDict):
    absurd_factor: NotRequired[Annotated[float, Field(alias="absurd_factor")]]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    false_discovery_rate: NotRequired[Annotated[float, Field(alias="false_discovery_rate")]]
    fresh_days: NotRequired[Annotated[int, Field(alias="fresh_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    trend_days: NotRequired[Annotated[int, Field(alias="trend_days")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]
    writes_summaries: NotRequired[Annotated[bool, Field(alias="writes_summaries")]]


class PublicMarketSettingsUpdate(TypedDict):
    absurd_factor: NotRequired[Annotated[float, Field(alias="absurd_factor")]]
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    false_discovery_rate: NotRequired[Annotated[float, Field(alias="false_discovery_rate")]]
    fresh_days: NotRequired[Annotated[int, Field(alias="fresh_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    trend_days: NotRequired[Annotated[int, Field(alias="trend_days")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]
    writes_summaries: NotRequired[Annotated[bool, Field(alias="writes_summaries")]]


class PublicMarketTrends(BaseModel):
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    category: Optional[str] = Field(alias="category")
    created_at: datetime.datetime = Field(alias="created_at")
    detected_at: datetime.datetime = Field(alias="detected_at")
    generation_id: Optional[uuid.UUID] = Field(alias="generation_id")
    id: uuid.UUID = Field(alias="id")
    observed_from: Optional[datetime.datetime] = Field(alias="observed_from")
    observed_until: Optional[datetime.datetime] = Field(alias="observed_until")
    summary: Optional[str] = Field(alias="summary")
    summary_note: Optional[str] = Field(alias="summary_note")
    trends: JsonValue = Field(alias="trends")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicMarketTrendsInsert(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    detected_at: NotRequired[Annotated[datetime.datetime, Field(alias="detected_at")]]
    generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="generation_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    observed_from: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="observed_from")]]
    observed_until: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="observed_until")]
    ]
    summary: NotRequired[Annotated[Optional[str], Field(alias="summary")]]
    summary_note: NotRequired[Annotated[Optional[str], Field(alias="summary_note")]]
    trends: Annotated[JsonValue, Field(alias="trends")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicMarketTrendsUpdate(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    detected_at: NotRequired[Annotated[datetime.datetime, Field(alias="detected_at")]]
    generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="generation_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    observed_from: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="observed_from")]]
    observed_until: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="observed_until")]
    ]
    summary: NotRequired[Annotated[Optional[str], Field(alias="summary")]]
    summary_note: NotRequired[Annotated[Optional[str], Field(alias="summary_note")]]
    trends: NotRequired[Annotated[JsonValue, Field(alias="trends")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicMfaBackupCodes(BaseModel):
    code_hash: bytes = Field(alias="code_hash")
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    used_at: Optional[datetime.datetime] = Field(alias="used_at")
    user_id: uuid.UUID = Field(alias="user_id")


class PublicMfaBackupCodesInsert(TypedDict):
    code_hash: Annotated[bytes, Field(alias="code_hash")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    used_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="used_at")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]


class PublicMfaBackupCodesUpdate(TypedDict):
    code_hash: NotRequired[Annotated[bytes, Field(alias="code_hash")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    used_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="used_at")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]


class PublicOrderItems(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    discount_amount: float = Field(alias="discount_amount")
    external_product_id: Optional[str] = Field(alias="external_product_id")
    id: uuid.UUID = Field(alias="id")
    order_id: uuid.UUID = Field(alias="order_id")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    product_name: Optional[str] = Field(alias="product_name")
    quantity: int = Field(alias="quantity")
    subtotal: float = Field(alias="subtotal")
    unit_price: float = Field(alias="unit_price")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicOrderItemsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    discount_amount: NotRequired[Annotated[float, Field(alias="discount_amount")]]
    external_product_id: NotRequired[Annotated[Optional[str], Field(alias="external_product_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    order_id: Annotated[uuid.UUID, Field(alias="order_id")]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    product_name: NotRequired[Annotated[Optional[str], Field(alias="product_name")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    subtotal: NotRequired[Annotated[float, Field(alias="subtotal")]]
    unit_price: Annotated[float, Field(alias="unit_price")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicOrderItemsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    discount_amount: NotRequired[Annotated[float, Field(alias="discount_amount")]]
    external_product_id: NotRequired[Annotated[Optional[str], Field(alias="external_product_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    order_id: NotRequired[Annotated[uuid.UUID, Field(alias="order_id")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    product_name: NotRequired[Annotated[Optional[str], Field(alias="product_name")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    subtotal: NotRequired[Annotated[float, Field(alias="subtotal")]]
    unit_price: NotRequired[Annotated[float, Field(alias="unit_price")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicOrders(BaseModel):
    attribution_data: JsonValue = Field(alias="attribution_data")
    canceled_at: Optional[datetime.datetime] = Field(alias="canceled_at")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    customer_email: Optional[str] = Field(alias="customer_email")
    customer_id: Optional[uuid.UUID] = Field(alias="customer_id")
    external_id: Optional[str] = Field(alias="external_id")
    external_status: Optional[str] = Field(alias="external_status")
    id: uuid.UUID = Field(alias="id")
    metadata: JsonValue = Field(alias="metadata")
    ordered_at: datetime.datetime = Field(alias="ordered_at")
    paid_at: Optional[datetime.datetime] = Field(alias="paid_at")
    refunded_at: Optional[datetime.datetime] = Field(alias="refunded_at")
    status: str = Field(alias="status")
    store_connection_id: Optional[uuid.UUID] = Field(alias="store_connection_id")
    stripe_id: Optional[str] = Field(alias="stripe_id")
    total_amount: float = Field(alias="total_amount")
    total_amount_cents: int = Field(alias="total_amount_cents")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicOrdersInsert(TypedDict):
    attribution_data: NotRequired[Annotated[JsonValue, Field(alias="attribution_data")]]
    canceled_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="canceled_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    customer_email: NotRequired[Annotated[Optional[str], Field(alias="customer_email")]]
    customer_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="customer_id")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    external_status: NotRequired[Annotated[Optional[str], Field(alias="external_status")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    ordered_at: NotRequired[Annotated[datetime.datetime, Field(alias="ordered_at")]]
    paid_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="paid_at")]]
    refunded_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="refunded_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    store_connection_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="store_connection_id")]
    ]
    stripe_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_id")]]
    total_amount: Annotated[float, Field(alias="total_amount")]
    total_amount_cents: NotRequired[Annotated[int, Field(alias="total_amount_cents")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicOrdersUpdate(TypedDict):
    attribution_data: NotRequired[Annotated[JsonValue, Field(alias="attribution_data")]]
    canceled_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="canceled_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    customer_email: NotRequired[Annotated[Optional[str], Field(alias="customer_email")]]
    customer_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="customer_id")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    external_status: NotRequired[Annotated[Optional[str], Field(alias="external_status")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    metadata: NotRequired[Annotated[JsonValue, Field(alias="metadata")]]
    ordered_at: NotRequired[Annotated[datetime.datetime, Field(alias="ordered_at")]]
    paid_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="paid_at")]]
    refunded_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="refunded_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    store_connection_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="store_connection_id")]
    ]
    stripe_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_id")]]
    total_amount: NotRequired[Annotated[float, Field(alias="total_amount")]]
    total_amount_cents: NotRequired[Annotated[int, Field(alias="total_amount_cents")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPageMetrics(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    date: datetime.date = Field(alias="date")
    entries: int = Field(alias="entries")
    exits: int = Field(alias="exits")
    id: uuid.UUID = Field(alias="id")
    page: str = Field(alias="page")
    updated_at: datetime.datetime = Field(alias="updated_at")
    views: int = Field(alias="views")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    visitors: int = Field(alias="visitors")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPageMetricsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    date: Annotated[datetime.date, Field(alias="date")]
    entries: NotRequired[Annotated[int, Field(alias="entries")]]
    exits: NotRequired[Annotated[int, Field(alias="exits")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    page: Annotated[str, Field(alias="page")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPageMetricsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    entries: NotRequired[Annotated[int, Field(alias="entries")]]
    exits: NotRequired[Annotated[int, Field(alias="exits")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    page: NotRequired[Annotated[str, Field(alias="page")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPayments(BaseModel):
    amount: float = Field(alias="amount")
    amount_cents: int = Field(alias="amount_cents")
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    customer_id: Optional[uuid.UUID] = Field(alias="customer_id")
    disputed_amount: float = Field(alias="disputed_amount")
    disputed_at: Optional[datetime.datetime] = Field(alias="disputed_at")
    error_message: Optional[str] = Field(alias="error_message")
    failed_at: Optional[datetime.datetime] = Field(alias="failed_at")
    id: uuid.UUID = Field(alias="id")
    order_id: Optional[uuid.UUID] = Field(alias="order_id")
    payment_method: Optional[str] = Field(alias="payment_method")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    refunded_amount: float = Field(alias="refunded_amount")
    refunded_at: Optional[datetime.datetime] = Field(alias="refunded_at")
    status: str = Field(alias="status")
    stripe_payment_id: Optional[str] = Field(alias="stripe_payment_id")
    stripe_payment_intent_id: Optional[str] = Field(alias="stripe_payment_intent_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPaymentsInsert(TypedDict):
    amount: Annotated[float, Field(alias="amount")]
    amount_cents: NotRequired[Annotated[int, Field(alias="amount_cents")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    customer_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="customer_id")]]
    disputed_amount: NotRequired[Annotated[float, Field(alias="disputed_amount")]]
    disputed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="disputed_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    failed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="failed_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    order_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="order_id")]]
    payment_method: NotRequired[Annotated[Optional[str], Field(alias="payment_method")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    refunded_amount: NotRequired[Annotated[float, Field(alias="refunded_amount")]]
    refunded_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="refunded_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_payment_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_payment_id")]]
    stripe_payment_intent_id: NotRequired[
        Annotated[Optional[str], Field(alias="stripe_payment_intent_id")]
    ]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPaymentsUpdate(TypedDict):
    amount: NotRequired[Annotated[float, Field(alias="amount")]]
    amount_cents: NotRequired[Annotated[int, Field(alias="amount_cents")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    customer_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="customer_id")]]
    disputed_amount: NotRequired[Annotated[float, Field(alias="disputed_amount")]]
    disputed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="disputed_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    failed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="failed_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    order_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="order_id")]]
    payment_method: NotRequired[Annotated[Optional[str], Field(alias="payment_method")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    refunded_amount: NotRequired[Annotated[float, Field(alias="refunded_amount")]]
    refunded_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="refunded_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_payment_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_payment_id")]]
    stripe_payment_intent_id: NotRequired[
        Annotated[Optional[str], Field(alias="stripe_payment_intent_id")]
    ]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPlanFeatures(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    feature: str = Field(alias="feature")
    id: uuid.UUID = Field(alias="id")
    is_per_seat: bool = Field(alias="is_per_seat")
    limit_value: Optional[int] = Field(alias="limit_value")
    period: str = Field(alias="period")
    plan_id: uuid.UUID = Field(alias="plan_id")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicPlanFeaturesInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    feature: Annotated[str, Field(alias="feature")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_per_seat: NotRequired[Annotated[bool, Field(alias="is_per_seat")]]
    limit_value: NotRequired[Annotated[Optional[int], Field(alias="limit_value")]]
    period: NotRequired[Annotated[str, Field(alias="period")]]
    plan_id: Annotated[uuid.UUID, Field(alias="plan_id")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicPlanFeaturesUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    feature: NotRequired[Annotated[str, Field(alias="feature")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_per_seat: NotRequired[Annotated[bool, Field(alias="is_per_seat")]]
    limit_value: NotRequired[Annotated[Optional[int], Field(alias="limit_value")]]
    period: NotRequired[Annotated[str, Field(alias="period")]]
    plan_id: NotRequired[Annotated[uuid.UUID, Field(alias="plan_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicPlatformAnalyses(BaseModel):
    ai_cost: Optional[float] = Field(alias="ai_cost")
    ai_model_used: Optional[str] = Field(alias="ai_model_used")
    analysis_type: str = Field(alias="analysis_type")
    campaigns_analyzed: JsonValue = Field(alias="campaigns_analyzed")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    generation_id: Optional[uuid.UUID] = Field(alias="generation_id")
    id: uuid.UUID = Field(alias="id")
    integration_id: uuid.UUID = Field(alias="integration_id")
    migration_assessment: Optional[JsonValue] = Field(alias="migration_assessment")
    processing_time_seconds: Optional[int] = Field(alias="processing_time_seconds")
    recommendations: JsonValue = Field(alias="recommendations")
    summary: JsonValue = Field(alias="summary")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPlatformAnalysesInsert(TypedDict):
    ai_cost: NotRequired[Annotated[Optional[float], Field(alias="ai_cost")]]
    ai_model_used: NotRequired[Annotated[Optional[str], Field(alias="ai_model_used")]]
    analysis_type: Annotated[str, Field(alias="analysis_type")]
    campaigns_analyzed: NotRequired[Annotated[JsonValue, Field(alias="campaigns_analyzed")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="generation_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    integration_id: Annotated[uuid.UUID, Field(alias="integration_id")]
    migration_assessment: NotRequired[
        Annotated[Optional[JsonValue], Field(alias="migration_assessment")]
    ]
    processing_time_seconds: NotRequired[
        Annotated[Optional[int], Field(alias="processing_time_seconds")]
    ]
    recommendations: NotRequired[Annotated[JsonValue, Field(alias="recommendations")]]
    summary: NotRequired[Annotated[JsonValue, Field(alias="summary")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPlatformAnalysesUpdate(TypedDict):
    ai_cost: NotRequired[Annotated[Optional[float], Field(alias="ai_cost")]]
    ai_model_used: NotRequired[Annotated[Optional[str], Field(alias="ai_model_used")]]
    analysis_type: NotRequired[Annotated[str, Field(alias="analysis_type")]]
    campaigns_analyzed: NotRequired[Annotated[JsonValue, Field(alias="campaigns_analyzed")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    generation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="generation_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    integration_id: NotRequired[Annotated[uuid.UUID, Field(alias="integration_id")]]
    migration_assessment: NotRequired[
        Annotated[Optional[JsonValue], Field(alias="migration_assessment")]
    ]
    processing_time_seconds: NotRequired[
        Annotated[Optional[int], Field(alias="processing_time_seconds")]
    ]
    recommendations: NotRequired[Annotated[JsonValue, Field(alias="recommendations")]]
    summary: NotRequired[Annotated[JsonValue, Field(alias="summary")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPriceElasticities(BaseModel):
    category: Optional[str] = Field(alias="category")
    created_at: datetime.datetime = Field(alias="created_at")
    diagnostics: JsonValue = Field(alias="diagnostics")
    elasticity: float = Field(alias="elasticity")
    fitted_at: datetime.datetime = Field(alias="fitted_at")
    id: uuid.UUID = Field(alias="id")
    interval_high: Optional[float] = Field(alias="interval_high")
    interval_level: float = Field(alias="interval_level")
    interval_low: Optional[float] = Field(alias="interval_low")
    method: str = Field(alias="method")
    observations: int = Field(alias="observations")
    observed_from: Optional[datetime.date] = Field(alias="observed_from")
    observed_until: Optional[datetime.date] = Field(alias="observed_until")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    shrinkage: float = Field(alias="shrinkage")
    standard_error: Optional[float] = Field(alias="standard_error")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPriceElasticitiesInsert(TypedDict):
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    diagnostics: NotRequired[Annotated[JsonValue, Field(alias="diagnostics")]]
    elasticity: Annotated[float, Field(alias="elasticity")]
    fitted_at: NotRequired[Annotated[datetime.datetime, Field(alias="fitted_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval_high: NotRequired[Annotated[Optional[float], Field(alias="interval_high")]]
    interval_level: NotRequired[Annotated[float, Field(alias="interval_level")]]
    interval_low: NotRequired[Annotated[Optional[float], Field(alias="interval_low")]]
    method: Annotated[str, Field(alias="method")]
    observations: Annotated[int, Field(alias="observations")]
    observed_from: NotRequired[Annotated[Optional[datetime.date], Field(alias="observed_from")]]
    observed_until: NotRequired[Annotated[Optional[datetime.date], Field(alias="observed_until")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    shrinkage: NotRequired[Annotated[float, Field(alias="shrinkage")]]
    standard_error: NotRequired[Annotated[Optional[float], Field(alias="standard_error")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPriceElasticitiesUpdate(TypedDict):
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    diagnostics: NotRequired[Annotated[JsonValue, Field(alias="diagnostics")]]
    elasticity: NotRequired[Annotated[float, Field(alias="elasticity")]]
    fitted_at: NotRequired[Annotated[datetime.datetime, Field(alias="fitted_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval_high: NotRequired[Annotated[Optional[float], Field(alias="interval_high")]]
    interval_level: NotRequired[Annotated[float, Field(alias="interval_level")]]
    interval_low: NotRequired[Annotated[Optional[float], Field(alias="interval_low")]]
    method: NotRequired[Annotated[str, Field(alias="method")]]
    observations: NotRequired[Annotated[int, Field(alias="observations")]]
    observed_from: NotRequired[Annotated[Optional[datetime.date], Field(alias="observed_from")]]
    observed_until: NotRequired[Annotated[Optional[datetime.date], Field(alias="observed_until")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    shrinkage: NotRequired[Annotated[float, Field(alias="shrinkage")]]
    standard_error: NotRequired[Annotated[Optional[float], Field(alias="standard_error")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPriceHistory(BaseModel):
    base_cost: Optional[float] = Field(alias="base_cost")
    base_price: Optional[float] = Field(alias="base_price")
    changed_at: datetime.datetime = Field(alias="changed_at")
    changed_by: Optional[uuid.UUID] = Field(alias="changed_by")
    currency: str = Field(alias="currency")
    id: uuid.UUID = Field(alias="id")
    new_price: float = Field(alias="new_price")
    old_currency: str = Field(alias="old_currency")
    old_price: float = Field(alias="old_price")
    prior_price: Optional[float] = Field(alias="prior_price")
    product_id: uuid.UUID = Field(alias="product_id")
    reason: str = Field(alias="reason")
    recommendation_id: Optional[uuid.UUID] = Field(alias="recommendation_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPriceHistoryInsert(TypedDict):
    base_cost: NotRequired[Annotated[Optional[float], Field(alias="base_cost")]]
    base_price: NotRequired[Annotated[Optional[float], Field(alias="base_price")]]
    changed_at: NotRequired[Annotated[datetime.datetime, Field(alias="changed_at")]]
    changed_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="changed_by")]]
    currency: Annotated[str, Field(alias="currency")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    new_price: Annotated[float, Field(alias="new_price")]
    old_currency: Annotated[str, Field(alias="old_currency")]
    old_price: Annotated[float, Field(alias="old_price")]
    prior_price: NotRequired[Annotated[Optional[float], Field(alias="prior_price")]]
    product_id: Annotated[uuid.UUID, Field(alias="product_id")]
    reason: NotRequired[Annotated[str, Field(alias="reason")]]
    recommendation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="recommendation_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPriceHistoryUpdate(TypedDict):
    base_cost: NotRequired[Annotated[Optional[float], Field(alias="base_cost")]]
    base_price: NotRequired[Annotated[Optional[float], Field(alias="base_price")]]
    changed_at: NotRequired[Annotated[datetime.datetime, Field(alias="changed_at")]]
    changed_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="changed_by")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    new_price: NotRequired[Annotated[float, Field(alias="new_price")]]
    old_currency: NotRequired[Annotated[str, Field(alias="old_currency")]]
    old_price: NotRequired[Annotated[float, Field(alias="old_price")]]
    prior_price: NotRequired[Annotated[Optional[float], Field(alias="prior_price")]]
    product_id: NotRequired[Annotated[uuid.UUID, Field(alias="product_id")]]
    reason: NotRequired[Annotated[str, Field(alias="reason")]]
    recommendation_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="recommendation_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPriceHolds(BaseModel):
    code: str = Field(alias="code")
    created_at: datetime.datetime = Field(alias="created_at")
    held_since: datetime.datetime = Field(alias="held_since")
    id: uuid.UUID = Field(alias="id")
    kind: str = Field(alias="kind")
    product_id: uuid.UUID = Field(alias="product_id")
    reasons: List[str] = Field(alias="reasons")
    run_id: Optional[uuid.UUID] = Field(alias="run_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPriceHoldsInsert(TypedDict):
    code: Annotated[str, Field(alias="code")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    held_since: NotRequired[Annotated[datetime.datetime, Field(alias="held_since")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    kind: Annotated[str, Field(alias="kind")]
    product_id: Annotated[uuid.UUID, Field(alias="product_id")]
    reasons: NotRequired[Annotated[List[str], Field(alias="reasons")]]
    run_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="run_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPriceHoldsUpdate(TypedDict):
    code: NotRequired[Annotated[str, Field(alias="code")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    held_since: NotRequired[Annotated[datetime.datetime, Field(alias="held_since")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    kind: NotRequired[Annotated[str, Field(alias="kind")]]
    product_id: NotRequired[Annotated[uuid.UUID, Field(alias="product_id")]]
    reasons: NotRequired[Annotated[List[str], Field(alias="reasons")]]
    run_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="run_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPriceRecommendations(BaseModel):
    applied_at: Optional[datetime.datetime] = Field(alias="applied_at")
    code: Optional[str] = Field(alias="code")
    confidence: Optional[float] = Field(alias="confidence")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    current_price: float = Field(alias="current_price")
    decided_at: Optional[datetime.datetime] = Field(alias="decided_at")
    decided_by: Optional[uuid.UUID] = Field(alias="decided_by")
    expected_profit_change: Optional[float] = Field(alias="expected_profit_change")
    expected_profit_high: Optional[float] = Field(alias="expected_profit_high")
    expected_profit_low: Optional[float] = Field(alias="expected_profit_low")
    expected_units_change: Optional[float] = Field(alias="expected_units_change")
    expires_at: Optional[datetime.datetime] = Field(alias="expires_at")
    id: uuid.UUID = Field(alias="id")
    inputs: JsonValue = Field(alias="inputs")
    is_holdout: bool = Field(alias="is_holdout")
    mode: str = Field(alias="mode")
    model: str = Field(alias="model")
    product_id: uuid.UUID = Field(alias="product_id")
    reasons: List[str] = Field(alias="reasons")
    recommended_price: float = Field(alias="recommended_price")
    rolled_back_at: Optional[datetime.datetime] = Field(alias="rolled_back_at")
    run_id: Optional[uuid.UUID] = Field(alias="run_id")
    status: str = Field(alias="status")
    status_note: Optional[str] = Field(alias="status_note")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPriceRecommendationsInsert(TypedDict):
    applied_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="applied_at")]]
    code: NotRequired[Annotated[Optional[str], Field(alias="code")]]
    confidence: NotRequired[Annotated[Optional[float], Field(alias="confidence")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    current_price: Annotated[float, Field(alias="current_price")]
    decided_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="decided_at")]]
    decided_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="decided_by")]]
    expected_profit_change: NotRequired[
        Annotated[Optional[float], Field(alias="expected_profit_change")]
    ]
    expected_profit_high: NotRequired[
        Annotated[Optional[float], Field(alias="expected_profit_high")]
    ]
    expected_profit_low: NotRequired[Annotated[Optional[float], Field(alias="expected_profit_low")]]
    expected_units_change: NotRequired[
        Annotated[Optional[float], Field(alias="expected_units_change")]
    ]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    inputs: NotRequired[Annotated[JsonValue, Field(alias="inputs")]]
    is_holdout: NotRequired[Annotated[bool, Field(alias="is_holdout")]]
    mode: NotRequired[Annotated[str, Field(alias="mode")]]
    model: Annotated[str, Field(alias="model")]
    product_id: Annotated[uuid.UUID, Field(alias="product_id")]
    reasons: NotRequired[Annotated[List[str], Field(alias="reasons")]]
    recommended_price: Annotated[float, Field(alias="recommended_price")]
    rolled_back_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="rolled_back_at")]
    ]
    run_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="run_id")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    status_note: NotRequired[Annotated[Optional[str], Field(alias="status_note")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPriceRecommendationsUpdate(TypedDict):
    applied_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="applied_at")]]
    code: NotRequired[Annotated[Optional[str], Field(alias="code")]]
    confidence: NotRequired[Annotated[Optional[float], Field(alias="confidence")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    current_price: NotRequired[Annotated[float, Field(alias="current_price")]]
    decided_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="decided_at")]]
    decided_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="decided_by")]]
    expected_profit_change: NotRequired[
        Annotated[Optional[float], Field(alias="expected_profit_change")]
    ]
    expected_profit_high: NotRequired[
        Annotated[Optional[float], Field(alias="expected_profit_high")]
    ]
    expected_profit_low: NotRequired[Annotated[Optional[float], Field(alias="expected_profit_low")]]
    expected_units_change: NotRequired[
        Annotated[Optional[float], Field(alias="expected_units_change")]
    ]
    expires_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    inputs: NotRequired[Annotated[JsonValue, Field(alias="inputs")]]
    is_holdout: NotRequired[Annotated[bool, Field(alias="is_holdout")]]
    mode: NotRequired[Annotated[str, Field(alias="mode")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    product_id: NotRequired[Annotated[uuid.UUID, Field(alias="product_id")]]
    reasons: NotRequired[Annotated[List[str], Field(alias="reasons")]]
    recommended_price: NotRequired[Annotated[float, Field(alias="recommended_price")]]
    rolled_back_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="rolled_back_at")]
    ]
    run_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="run_id")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    status_note: NotRequired[Annotated[Optional[str], Field(alias="status_note")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPriceRules(BaseModel):
    category: Optional[str] = Field(alias="category")
    ceiling_price: Optional[float] = Field(alias="ceiling_price")
    competitor_band_high: Optional[float] = Field(alias="competitor_band_high")
    competitor_band_low: Optional[float] = Field(alias="competitor_band_low")
    competitor_days: int = Field(alias="competitor_days")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    floor_price: Optional[float] = Field(alias="floor_price")
    holdout_share: float = Field(alias="holdout_share")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    maximum_changes_per_day: Optional[int] = Field(alias="maximum_changes_per_day")
    maximum_step: Optional[float] = Field(alias="maximum_step")
    minimum_advertised_price: Optional[float] = Field(alias="minimum_advertised_price")
    minimum_margin: Optional[float] = Field(alias="minimum_margin")
    mode: str = Field(alias="mode")
    name: str = Field(alias="name")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    quiet_from: Optional[datetime.time] = Field(alias="quiet_from")
    quiet_until: Optional[datetime.time] = Field(alias="quiet_until")
    rounding: str = Field(alias="rounding")
    scope: str = Field(alias="scope")
    time_zone: str = Field(alias="time_zone")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPriceRulesInsert(TypedDict):
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    ceiling_price: NotRequired[Annotated[Optional[float], Field(alias="ceiling_price")]]
    competitor_band_high: NotRequired[
        Annotated[Optional[float], Field(alias="competitor_band_high")]
    ]
    competitor_band_low: NotRequired[Annotated[Optional[float], Field(alias="competitor_band_low")]]
    competitor_days: NotRequired[Annotated[int, Field(alias="competitor_days")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    floor_price: NotRequired[Annotated[Optional[float], Field(alias="floor_price")]]
    holdout_share: NotRequired[Annotated[float, Field(alias="holdout_share")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    maximum_changes_per_day: NotRequired[
        Annotated[Optional[int], Field(alias="maximum_changes_per_day")]
    ]
    maximum_step: NotRequired[Annotated[Optional[float], Field(alias="maximum_step")]]
    minimum_advertised_price: NotRequired[
        Annotated[Optional[float], Field(alias="minimum_advertised_price")]
    ]
    minimum_margin: NotRequired[Annotated[Optional[float], Field(alias="minimum_margin")]]
    mode: NotRequired[Annotated[str, Field(alias="mode")]]
    name: Annotated[str, Field(alias="name")]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    quiet_from: NotRequired[Annotated[Optional[datetime.time], Field(alias="quiet_from")]]
    quiet_until: NotRequired[Annotated[Optional[datetime.time], Field(alias="quiet_until")]]
    rounding: NotRequired[Annotated[str, Field(alias="rounding")]]
    scope: NotRequired[Annotated[str, Field(alias="scope")]]
    time_zone: NotRequired[Annotated[str, Field(alias="time_zone")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPriceRulesUpdate(TypedDict):
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    ceiling_price: NotRequired[Annotated[Optional[float], Field(alias="ceiling_price")]]
    competitor_band_high: NotRequired[
        Annotated[Optional[float], Field(alias="competitor_band_high")]
    ]
    competitor_band_low: NotRequired[Annotated[Optional[float], Field(alias="competitor_band_low")]]
    competitor_days: NotRequired[Annotated[int, Field(alias="competitor_days")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    floor_price: NotRequired[Annotated[Optional[float], Field(alias="floor_price")]]
    holdout_share: NotRequired[Annotated[float, Field(alias="holdout_share")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    maximum_changes_per_day: NotRequired[
        Annotated[Optional[int], Field(alias="maximum_changes_per_day")]
    ]
    maximum_step: NotRequired[Annotated[Optional[float], Field(alias="maximum_step")]]
    minimum_advertised_price: NotRequired[
        Annotated[Optional[float], Field(alias="minimum_advertised_price")]
    ]
    minimum_margin: NotRequired[Annotated[Optional[float], Field(alias="minimum_margin")]]
    mode: NotRequired[Annotated[str, Field(alias="mode")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    quiet_from: NotRequired[Annotated[Optional[datetime.time], Field(alias="quiet_from")]]
    quiet_until: NotRequired[Annotated[Optional[datetime.time], Field(alias="quiet_until")]]
    rounding: NotRequired[Annotated[str, Field(alias="rounding")]]
    scope: NotRequired[Annotated[str, Field(alias="scope")]]
    time_zone: NotRequired[Annotated[str, Field(alias="time_zone")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPricingRuns(BaseModel):
    after_product: Optional[uuid.UUID] = Field(alias="after_product")
    applied: int = Field(alias="applied")
    changed: int = Field(alias="changed")
    codes: JsonValue = Field(alias="codes")
    created_at: datetime.datetime = Field(alias="created_at")
    finished_at: Optional[datetime.datetime] = Field(alias="finished_at")
    held: int = Field(alias="held")
    id: uuid.UUID = Field(alias="id")
    kept: int = Field(alias="kept")
    product_ids: Optional[List[uuid.UUID]] = Field(alias="product_ids")
    products: int = Field(alias="products")
    reason: str = Field(alias="reason")
    refused: int = Field(alias="refused")
    requested_by: Optional[uuid.UUID] = Field(alias="requested_by")
    seasons: Optional[JsonValue] = Field(alias="seasons")
    skipped: int = Field(alias="skipped")
    started_at: Optional[datetime.datetime] = Field(alias="started_at")
    status: str = Field(alias="status")
    total: Optional[int] = Field(alias="total")
    triggers: JsonValue = Field(alias="triggers")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPricingRunsInsert(TypedDict):
    after_product: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="after_product")]]
    applied: NotRequired[Annotated[int, Field(alias="applied")]]
    changed: NotRequired[Annotated[int, Field(alias="changed")]]
    codes: NotRequired[Annotated[JsonValue, Field(alias="codes")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    finished_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="finished_at")]]
    held: NotRequired[Annotated[int, Field(alias="held")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    kept: NotRequired[Annotated[int, Field(alias="kept")]]
    product_ids: NotRequired[Annotated[Optional[List[uuid.UUID]], Field(alias="product_ids")]]
    products: NotRequired[Annotated[int, Field(alias="products")]]
    reason: Annotated[str, Field(alias="reason")]
    refused: NotRequired[Annotated[int, Field(alias="refused")]]
    requested_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="requested_by")]]
    seasons: NotRequired[Annotated[Optional[JsonValue], Field(alias="seasons")]]
    skipped: NotRequired[Annotated[int, Field(alias="skipped")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    total: NotRequired[Annotated[Optional[int], Field(alias="total")]]
    triggers: NotRequired[Annotated[JsonValue, Field(alias="triggers")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPricingRunsUpdate(TypedDict):
    after_product: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="after_product")]]
    applied: NotRequired[Annotated[int, Field(alias="applied")]]
    changed: NotRequired[Annotated[int, Field(alias="changed")]]
    codes: NotRequired[Annotated[JsonValue, Field(alias="codes")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    finished_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="finished_at")]]
    held: NotRequired[Annotated[int, Field(alias="held")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    kept: NotRequired[Annotated[int, Field(alias="kept")]]
    product_ids: NotRequired[Annotated[Optional[List[uuid.UUID]], Field(alias="product_ids")]]
    products: NotRequired[Annotated[int, Field(alias="products")]]
    reason: NotRequired[Annotated[str, Field(alias="reason")]]
    refused: NotRequired[Annotated[int, Field(alias="refused")]]
    requested_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="requested_by")]]
    seasons: NotRequired[Annotated[Optional[JsonValue], Field(alias="seasons")]]
    skipped: NotRequired[Annotated[int, Field(alias="skipped")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    total: NotRequired[Annotated[Optional[int], Field(alias="total")]]
    triggers: NotRequired[Annotated[JsonValue, Field(alias="triggers")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicPricingSettings(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    expires_after_days: int = Field(alias="expires_after_days")
    explores: bool = Field(alias="explores")
    id: uuid.UUID = Field(alias="id")
    lead_time_days: int = Field(alias="lead_time_days")
    recent_days: int = Field(alias="recent_days")
    reprices_on_change: bool = Field(alias="reprices_on_change")
    rest_days: int = Field(alias="rest_days")
    sales_days: int = Field(alias="sales_days")
    updated_at: datetime.datetime = Field(alias="updated_at")
    uplift_since: Optional[datetime.date] = Field(alias="uplift_since")
    widest_interval: float = Field(alias="widest_interval")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPricingSettingsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_after_days: NotRequired[Annotated[int, Field(alias="expires_after_days")]]
    explores: NotRequired[Annotated[bool, Field(alias="explores")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    lead_time_days: NotRequired[Annotated[int, Field(alias="lead_time_days")]]
    recent_days: NotRequired[Annotated[int, Field(alias="recent_days")]]
    reprices_on_change: NotRequired[Annotated[bool, Field(alias="reprices_on_change")]]
    rest_days: NotRequired[Annotated[int, Field(alias="rest_days")]]
    sales_days: NotRequired[Annotated[int, Field(alias="sales_days")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    uplift_since: NotRequired[Annotated[Optional[datetime.date], Field(alias="uplift_since")]]
    widest_interval: NotRequired[Annotated[float, Field(alias="widest_interval")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicPricingSettingsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    expires_after_days: NotRequired[Annotated[int, Field(alias="expires_after_days")]]
    explores: NotRequired[Annotated[bool, Field(alias="explores")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    lead_time_days: NotRequired[Annotated[int, Field(alias="lead_time_days")]]
    recent_days: NotRequired[Annotated[int, Field(alias="recent_days")]]
    reprices_on_change: NotRequired[Annotated[bool, Field(alias="reprices_on_change")]]
    rest_days: NotRequired[Annotated[int, Field(alias="rest_days")]]
    sales_days: NotRequired[Annotated[int, Field(alias="sales_days")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    uplift_since: NotRequired[Annotated[Optional[datetime.date], Field(alias="uplift_since")]]
    widest_interval: NotRequired[Annotated[float, Field(alias="widest_interval")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicProductMetrics(BaseModel):
    cart_adds: int = Field(alias="cart_adds")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    id: uuid.UUID = Field(alias="id")
    net_revenue: Optional[float] = Field(alias="net_revenue")
    product_id: uuid.UUID = Field(alias="product_id")
    refunds: float = Field(alias="refunds")
    revenue: float = Field(alias="revenue")
    sales: int = Field(alias="sales")
    updated_at: datetime.datetime = Field(alias="updated_at")
    views: int = Field(alias="views")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    visitors: int = Field(alias="visitors")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicProductMetricsInsert(TypedDict):
    cart_adds: NotRequired[Annotated[int, Field(alias="cart_adds")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    product_id: Annotated[uuid.UUID, Field(alias="product_id")]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    sales: NotRequired[Annotated[int, Field(alias="sales")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicProductMetricsUpdate(TypedDict):
    cart_adds: NotRequired[Annotated[int, Field(alias="cart_adds")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    product_id: NotRequired[Annotated[uuid.UUID, Field(alias="product_id")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    sales: NotRequired[Annotated[int, Field(alias="sales")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    views: NotRequired[Annotated[int, Field(alias="views")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicProducts(BaseModel):
    base_cost: Optional[float] = Field(alias="base_cost")
    base_price: float = Field(alias="base_price")
    category: Optional[str] = Field(alias="category")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    current_price: float = Field(alias="current_price")
    description: Optional[str] = Field(alias="description")
    external_id: Optional[str] = Field(alias="external_id")
    id: uuid.UUID = Field(alias="id")
    image_url: Optional[str] = Field(alias="image_url")
    inventory_count: int = Field(alias="inventory_count")
    is_active: bool = Field(alias="is_active")
    last_price_update: Optional[datetime.datetime] = Field(alias="last_price_update")
    lead_time_days: Optional[int] = Field(alias="lead_time_days")
    name: str = Field(alias="name")
    pricing_factors: JsonValue = Field(alias="pricing_factors")
    prior_price: Optional[float] = Field(alias="prior_price")
    reduced_since: Optional[datetime.datetime] = Field(alias="reduced_since")
    reorder_point: int = Field(alias="reorder_point")
    search_vector: PgCatalogTsvector = Field(alias="search_vector")
    store_connection_id: Optional[uuid.UUID] = Field(alias="store_connection_id")
    tags: List[str] = Field(alias="tags")
    tracks_stock: Optional[bool] = Field(alias="tracks_stock")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicProductsInsert(TypedDict):
    base_cost: NotRequired[Annotated[Optional[float], Field(alias="base_cost")]]
    base_price: Annotated[float, Field(alias="base_price")]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    current_price: Annotated[float, Field(alias="current_price")]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    image_url: NotRequired[Annotated[Optional[str], Field(alias="image_url")]]
    inventory_count: NotRequired[Annotated[int, Field(alias="inventory_count")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    last_price_update: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_price_update")]
    ]
    lead_time_days: NotRequired[Annotated[Optional[int], Field(alias="lead_time_days")]]
    name: Annotated[str, Field(alias="name")]
    pricing_factors: NotRequired[Annotated[JsonValue, Field(alias="pricing_factors")]]
    prior_price: NotRequired[Annotated[Optional[float], Field(alias="prior_price")]]
    reduced_since: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="reduced_since")]]
    reorder_point: NotRequired[Annotated[int, Field(alias="reorder_point")]]
    search_vector: NotRequired[Annotated[PgCatalogTsvector, Field(alias="search_vector")]]
    store_connection_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="store_connection_id")]
    ]
    tags: NotRequired[Annotated[List[str], Field(alias="tags")]]
    tracks_stock: NotRequired[Annotated[Optional[bool], Field(alias="tracks_stock")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicProductsUpdate(TypedDict):
    base_cost: NotRequired[Annotated[Optional[float], Field(alias="base_cost")]]
    base_price: NotRequired[Annotated[float, Field(alias="base_price")]]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    current_price: NotRequired[Annotated[float, Field(alias="current_price")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    image_url: NotRequired[Annotated[Optional[str], Field(alias="image_url")]]
    inventory_count: NotRequired[Annotated[int, Field(alias="inventory_count")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    last_price_update: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_price_update")]
    ]
    lead_time_days: NotRequired[Annotated[Optional[int], Field(alias="lead_time_days")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    pricing_factors: NotRequired[Annotated[JsonValue, Field(alias="pricing_factors")]]
    prior_price: NotRequired[Annotated[Optional[float], Field(alias="prior_price")]]
    reduced_since: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="reduced_since")]]
    reorder_point: NotRequired[Annotated[int, Field(alias="reorder_point")]]
    search_vector: NotRequired[Annotated[PgCatalogTsvector, Field(alias="search_vector")]]
    store_connection_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="store_connection_id")]
    ]
    tags: NotRequired[Annotated[List[str], Field(alias="tags")]]
    tracks_stock: NotRequired[Annotated[Optional[bool], Field(alias="tracks_stock")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicProfiles(BaseModel):
    avatar_url: Optional[str] = Field(alias="avatar_url")
    country: Optional[str] = Field(alias="country")
    created_at: datetime.datetime = Field(alias="created_at")
    first_name: Optional[str] = Field(alias="first_name")
    full_name: Optional[str] = Field(alias="full_name")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    last_active_at: Optional[datetime.datetime] = Field(alias="last_active_at")
    last_name: Optional[str] = Field(alias="last_name")
    password_strength: Optional[str] = Field(alias="password_strength")
    settings: JsonValue = Field(alias="settings")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicProfilesInsert(TypedDict):
    avatar_url: NotRequired[Annotated[Optional[str], Field(alias="avatar_url")]]
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    first_name: NotRequired[Annotated[Optional[str], Field(alias="first_name")]]
    full_name: NotRequired[Annotated[Optional[str], Field(alias="full_name")]]
    id: Annotated[uuid.UUID, Field(alias="id")]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    last_active_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_active_at")]
    ]
    last_name: NotRequired[Annotated[Optional[str], Field(alias="last_name")]]
    password_strength: NotRequired[Annotated[Optional[str], Field(alias="password_strength")]]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicProfilesUpdate(TypedDict):
    avatar_url: NotRequired[Annotated[Optional[str], Field(alias="avatar_url")]]
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    first_name: NotRequired[Annotated[Optional[str], Field(alias="first_name")]]
    full_name: NotRequired[Annotated[Optional[str], Field(alias="full_name")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    last_active_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="last_active_at")]
    ]
    last_name: NotRequired[Annotated[Optional[str], Field(alias="last_name")]]
    password_strength: NotRequired[Annotated[Optional[str], Field(alias="password_strength")]]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicRateLimits(BaseModel):
    full_at: datetime.datetime = Field(alias="full_at")
    is_allowed: bool = Field(alias="is_allowed")
    key: str = Field(alias="key")
    taken: int = Field(alias="taken")
    taken_at: datetime.datetime = Field(alias="taken_at")


class PublicRateLimitsInsert(TypedDict):
    full_at: Annotated[datetime.datetime, Field(alias="full_at")]
    is_allowed: Annotated[bool, Field(alias="is_allowed")]
    key: Annotated[str, Field(alias="key")]
    taken: NotRequired[Annotated[int, Field(alias="taken")]]
    taken_at: NotRequired[Annotated[datetime.datetime, Field(alias="taken_at")]]


class PublicRateLimitsUpdate(TypedDict):
    full_at: NotRequired[Annotated[datetime.datetime, Field(alias="full_at")]]
    is_allowed: NotRequired[Annotated[bool, Field(alias="is_allowed")]]
    key: NotRequired[Annotated[str, Field(alias="key")]]
    taken: NotRequired[Annotated[int, Field(alias="taken")]]
    taken_at: NotRequired[Annotated[datetime.datetime, Field(alias="taken_at")]]


class PublicRefunds(BaseModel):
    amount: float = Field(alias="amount")
    amount_cents: int = Field(alias="amount_cents")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    error_message: Optional[str] = Field(alias="error_message")
    id: uuid.UUID = Field(alias="id")
    order_id: Optional[uuid.UUID] = Field(alias="order_id")
    payment_id: Optional[uuid.UUID] = Field(alias="payment_id")
    reason: Optional[str] = Field(alias="reason")
    refunded_at: datetime.datetime = Field(alias="refunded_at")
    status: str = Field(alias="status")
    stripe_refund_id: Optional[str] = Field(alias="stripe_refund_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicRefundsInsert(TypedDict):
    amount: Annotated[float, Field(alias="amount")]
    amount_cents: NotRequired[Annotated[int, Field(alias="amount_cents")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    order_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="order_id")]]
    payment_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="payment_id")]]
    reason: NotRequired[Annotated[Optional[str], Field(alias="reason")]]
    refunded_at: NotRequired[Annotated[datetime.datetime, Field(alias="refunded_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_refund_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_refund_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicRefundsUpdate(TypedDict):
    amount: NotRequired[Annotated[float, Field(alias="amount")]]
    amount_cents: NotRequired[Annotated[int, Field(alias="amount_cents")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    order_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="order_id")]]
    payment_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="payment_id")]]
    reason: NotRequired[Annotated[Optional[str], Field(alias="reason")]]
    refunded_at: NotRequired[Annotated[datetime.datetime, Field(alias="refunded_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_refund_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_refund_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicRevenueBacktests(BaseModel):
    actual_revenue: float = Field(alias="actual_revenue")
    category: Optional[str] = Field(alias="category")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    horizon_days: int = Field(alias="horizon_days")
    id: uuid.UUID = Field(alias="id")
    interval_high: float = Field(alias="interval_high")
    interval_low: float = Field(alias="interval_low")
    model: str = Field(alias="model")
    predicted_on: datetime.date = Field(alias="predicted_on")
    predicted_revenue: float = Field(alias="predicted_revenue")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicRevenueBacktestsInsert(TypedDict):
    actual_revenue: Annotated[float, Field(alias="actual_revenue")]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    date: Annotated[datetime.date, Field(alias="date")]
    horizon_days: Annotated[int, Field(alias="horizon_days")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval_high: Annotated[float, Field(alias="interval_high")]
    interval_low: Annotated[float, Field(alias="interval_low")]
    model: Annotated[str, Field(alias="model")]
    predicted_on: Annotated[datetime.date, Field(alias="predicted_on")]
    predicted_revenue: Annotated[float, Field(alias="predicted_revenue")]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicRevenueBacktestsUpdate(TypedDict):
    actual_revenue: NotRequired[Annotated[float, Field(alias="actual_revenue")]]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    horizon_days: NotRequired[Annotated[int, Field(alias="horizon_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval_high: NotRequired[Annotated[float, Field(alias="interval_high")]]
    interval_low: NotRequired[Annotated[float, Field(alias="interval_low")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    predicted_on: NotRequired[Annotated[datetime.date, Field(alias="predicted_on")]]
    predicted_revenue: NotRequired[Annotated[float, Field(alias="predicted_revenue")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicRevenueBreakdown(BaseModel):
    category: Optional[str] = Field(alias="category")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    id: uuid.UUID = Field(alias="id")
    net_revenue: Optional[float] = Field(alias="net_revenue")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    refunds: float = Field(alias="refunds")
    revenue: float = Field(alias="revenue")
    units: int = Field(alias="units")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicRevenueBreakdownInsert(TypedDict):
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    units: NotRequired[Annotated[int, Field(alias="units")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicRevenueBreakdownUpdate(TypedDict):
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    units: NotRequired[Annotated[int, Field(alias="units")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicRevenueDaily(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    id: uuid.UUID = Field(alias="id")
    net_revenue: Optional[float] = Field(alias="net_revenue")
    orders_count: int = Field(alias="orders_count")
    refunds: float = Field(alias="refunds")
    revenue: float = Field(alias="revenue")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicRevenueDailyInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    orders_count: NotRequired[Annotated[int, Field(alias="orders_count")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicRevenueDailyUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    orders_count: NotRequired[Annotated[int, Field(alias="orders_count")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicRevenuePredictions(BaseModel):
    backtest_error: Optional[float] = Field(alias="backtest_error")
    baseline_error: Optional[float] = Field(alias="baseline_error")
    category: Optional[str] = Field(alias="category")
    confidence: Optional[float] = Field(alias="confidence")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    horizon_days: int = Field(alias="horizon_days")
    id: uuid.UUID = Field(alias="id")
    interval_high: Optional[float] = Field(alias="interval_high")
    interval_low: Optional[float] = Field(alias="interval_low")
    is_conformal: bool = Field(alias="is_conformal")
    model: str = Field(alias="model")
    notes: List[str] = Field(alias="notes")
    predicted_on: datetime.date = Field(alias="predicted_on")
    predicted_revenue: float = Field(alias="predicted_revenue")
    predicted_units: Optional[float] = Field(alias="predicted_units")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    realised_coverage: Optional[float] = Field(alias="realised_coverage")
    timeframe: str = Field(alias="timeframe")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicRevenuePredictionsInsert(TypedDict):
    backtest_error: NotRequired[Annotated[Optional[float], Field(alias="backtest_error")]]
    baseline_error: NotRequired[Annotated[Optional[float], Field(alias="baseline_error")]]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    confidence: NotRequired[Annotated[Optional[float], Field(alias="confidence")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    horizon_days: Annotated[int, Field(alias="horizon_days")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval_high: NotRequired[Annotated[Optional[float], Field(alias="interval_high")]]
    interval_low: NotRequired[Annotated[Optional[float], Field(alias="interval_low")]]
    is_conformal: NotRequired[Annotated[bool, Field(alias="is_conformal")]]
    model: Annotated[str, Field(alias="model")]
    notes: NotRequired[Annotated[List[str], Field(alias="notes")]]
    predicted_on: NotRequired[Annotated[datetime.date, Field(alias="predicted_on")]]
    predicted_revenue: Annotated[float, Field(alias="predicted_revenue")]
    predicted_units: NotRequired[Annotated[Optional[float], Field(alias="predicted_units")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    realised_coverage: NotRequired[Annotated[Optional[float], Field(alias="realised_coverage")]]
    timeframe: NotRequired[Annotated[str, Field(alias="timeframe")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicRevenuePredictionsUpdate(TypedDict):
    backtest_error: NotRequired[Annotated[Optional[float], Field(alias="backtest_error")]]
    baseline_error: NotRequired[Annotated[Optional[float], Field(alias="baseline_error")]]
    category: NotRequired[Annotated[Optional[str], Field(alias="category")]]
    confidence: NotRequired[Annotated[Optional[float], Field(alias="confidence")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    horizon_days: NotRequired[Annotated[int, Field(alias="horizon_days")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval_high: NotRequired[Annotated[Optional[float], Field(alias="interval_high")]]
    interval_low: NotRequired[Annotated[Optional[float], Field(alias="interval_low")]]
    is_conformal: NotRequired[Annotated[bool, Field(alias="is_conformal")]]
    model: NotRequired[Annotated[str, Field(alias="model")]]
    notes: NotRequired[Annotated[List[str], Field(alias="notes")]]
    predicted_on: NotRequired[Annotated[datetime.date, Field(alias="predicted_on")]]
    predicted_revenue: NotRequired[Annotated[float, Field(alias="predicted_revenue")]]
    predicted_units: NotRequired[Annotated[Optional[float], Field(alias="predicted_units")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    realised_coverage: NotRequired[Annotated[Optional[float], Field(alias="realised_coverage")]]
    timeframe: NotRequired[Annotated[str, Field(alias="timeframe")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicSecurityAlerts(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    description: str = Field(alias="description")
    details: JsonValue = Field(alias="details")
    id: uuid.UUID = Field(alias="id")
    last_seen_at: datetime.datetime = Field(alias="last_seen_at")
    occurrences: int = Field(alias="occurrences")
    resolved: bool = Field(alias="resolved")
    resolved_at: Optional[datetime.datetime] = Field(alias="resolved_at")
    resolved_by: Optional[uuid.UUID] = Field(alias="resolved_by")
    severity: str = Field(alias="severity")
    status: str = Field(alias="status")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicSecurityAlertsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: Annotated[str, Field(alias="description")]
    details: NotRequired[Annotated[JsonValue, Field(alias="details")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_seen_at: NotRequired[Annotated[datetime.datetime, Field(alias="last_seen_at")]]
    occurrences: NotRequired[Annotated[int, Field(alias="occurrences")]]
    resolved: NotRequired[Annotated[bool, Field(alias="resolved")]]
    resolved_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="resolved_at")]]
    resolved_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="resolved_by")]]
    severity: NotRequired[Annotated[str, Field(alias="severity")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    type: Annotated[str, Field(alias="type")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicSecurityAlertsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    description: NotRequired[Annotated[str, Field(alias="description")]]
    details: NotRequired[Annotated[JsonValue, Field(alias="details")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_seen_at: NotRequired[Annotated[datetime.datetime, Field(alias="last_seen_at")]]
    occurrences: NotRequired[Annotated[int, Field(alias="occurrences")]]
    resolved: NotRequired[Annotated[bool, Field(alias="resolved")]]
    resolved_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="resolved_at")]]
    resolved_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="resolved_by")]]
    severity: NotRequired[Annotated[str, Field(alias="severity")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicSiteIntegrations(BaseModel):
    account_email: Optional[str] = Field(alias="account_email")
    account_name: Optional[str] = Field(alias="account_name")
    connection_status: str = Field(alias="connection_status")
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    last_sync_at: Optional[datetime.datetime] = Field(alias="last_sync_at")
    platform_metadata: JsonValue = Field(alias="platform_metadata")
    platform_type: str = Field(alias="platform_type")
    sync_error_message: Optional[str] = Field(alias="sync_error_message")
    sync_status: str = Field(alias="sync_status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicSiteIntegrationsInsert(TypedDict):
    account_email: NotRequired[Annotated[Optional[str], Field(alias="account_email")]]
    account_name: NotRequired[Annotated[Optional[str], Field(alias="account_name")]]
    connection_status: NotRequired[Annotated[str, Field(alias="connection_status")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_sync_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="last_sync_at")]]
    platform_metadata: NotRequired[Annotated[JsonValue, Field(alias="platform_metadata")]]
    platform_type: Annotated[str, Field(alias="platform_type")]
    sync_error_message: NotRequired[Annotated[Optional[str], Field(alias="sync_error_message")]]
    sync_status: NotRequired[Annotated[str, Field(alias="sync_status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicSiteIntegrationsUpdate(TypedDict):
    account_email: NotRequired[Annotated[Optional[str], Field(alias="account_email")]]
    account_name: NotRequired[Annotated[Optional[str], Field(alias="account_name")]]
    connection_status: NotRequired[Annotated[str, Field(alias="connection_status")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    last_sync_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="last_sync_at")]]
    platform_metadata: NotRequired[Annotated[JsonValue, Field(alias="platform_metadata")]]
    platform_type: NotRequired[Annotated[str, Field(alias="platform_type")]]
    sync_error_message: NotRequired[Annotated[Optional[str], Field(alias="sync_error_message")]]
    sync_status: NotRequired[Annotated[str, Field(alias="sync_status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicSocialPosts(BaseModel):
    bundle_id: Optional[uuid.UUID] = Field(alias="bundle_id")
    business_id: uuid.UUID = Field(alias="business_id")
    content: str = Field(alias="content")
    conversion_goal: str = Field(alias="conversion_goal")
    created_at: datetime.datetime = Field(alias="created_at")
    cta_text: Optional[str] = Field(alias="cta_text")
    cta_url: Optional[str] = Field(alias="cta_url")
    engagement_metrics: JsonValue = Field(alias="engagement_metrics")
    hashtags: List[str] = Field(alias="hashtags")
    id: uuid.UUID = Field(alias="id")
    is_variant: bool = Field(alias="is_variant")
    is_winner: Optional[bool] = Field(alias="is_winner")
    language: str = Field(alias="language")
    media_prompts: List[str] = Field(alias="media_prompts")
    next_action_id: Optional[uuid.UUID] = Field(alias="next_action_id")
    next_action_type: Optional[str] = Field(alias="next_action_type")
    next_blog_post_id: Optional[uuid.UUID] = Field(alias="next_blog_post_id")
    next_content_upgrade_id: Optional[uuid.UUID] = Field(alias="next_content_upgrade_id")
    platform: str = Field(alias="platform")
    post_type: Optional[str] = Field(alias="post_type")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    published_at: Optional[datetime.datetime] = Field(alias="published_at")
    scheduled_for: Optional[datetime.datetime] = Field(alias="scheduled_for")
    search_vector: Optional[PgCatalogTsvector] = Field(alias="search_vector")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    variant_group_id: Optional[uuid.UUID] = Field(alias="variant_group_id")
    winning_threshold: Optional[int] = Field(alias="winning_threshold")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicSocialPostsInsert(TypedDict):
    bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="bundle_id")]]
    business_id: Annotated[uuid.UUID, Field(alias="business_id")]
    content: Annotated[str, Field(alias="content")]
    conversion_goal: NotRequired[Annotated[str, Field(alias="conversion_goal")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    cta_text: NotRequired[Annotated[Optional[str], Field(alias="cta_text")]]
    cta_url: NotRequired[Annotated[Optional[str], Field(alias="cta_url")]]
    engagement_metrics: NotRequired[Annotated[JsonValue, Field(alias="engagement_metrics")]]
    hashtags: NotRequired[Annotated[List[str], Field(alias="hashtags")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_variant: NotRequired[Annotated[bool, Field(alias="is_variant")]]
    is_winner: NotRequired[Annotated[Optional[bool], Field(alias="is_winner")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    media_prompts: NotRequired[Annotated[List[str], Field(alias="media_prompts")]]
    next_action_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_action_id")]]
    next_action_type: NotRequired[Annotated[Optional[str], Field(alias="next_action_type")]]
    next_blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_blog_post_id")]]
    next_content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_content_upgrade_id")]
    ]
    platform: Annotated[str, Field(alias="platform")]
    post_type: NotRequired[Annotated[Optional[str], Field(alias="post_type")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    published_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="published_at")]]
    scheduled_for: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="scheduled_for")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    variant_group_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="variant_group_id")]]
    winning_threshold: NotRequired[Annotated[Optional[int], Field(alias="winning_threshold")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicSocialPostsUpdate(TypedDict):
    bundle_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="bundle_id")]]
    business_id: NotRequired[Annotated[uuid.UUID, Field(alias="business_id")]]
    content: NotRequired[Annotated[str, Field(alias="content")]]
    conversion_goal: NotRequired[Annotated[str, Field(alias="conversion_goal")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    cta_text: NotRequired[Annotated[Optional[str], Field(alias="cta_text")]]
    cta_url: NotRequired[Annotated[Optional[str], Field(alias="cta_url")]]
    engagement_metrics: NotRequired[Annotated[JsonValue, Field(alias="engagement_metrics")]]
    hashtags: NotRequired[Annotated[List[str], Field(alias="hashtags")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_variant: NotRequired[Annotated[bool, Field(alias="is_variant")]]
    is_winner: NotRequired[Annotated[Optional[bool], Field(alias="is_winner")]]
    language: NotRequired[Annotated[str, Field(alias="language")]]
    media_prompts: NotRequired[Annotated[List[str], Field(alias="media_prompts")]]
    next_action_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_action_id")]]
    next_action_type: NotRequired[Annotated[Optional[str], Field(alias="next_action_type")]]
    next_blog_post_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="next_blog_post_id")]]
    next_content_upgrade_id: NotRequired[
        Annotated[Optional[uuid.UUID], Field(alias="next_content_upgrade_id")]
    ]
    platform: NotRequired[Annotated[str, Field(alias="platform")]]
    post_type: NotRequired[Annotated[Optional[str], Field(alias="post_type")]]
    product_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="product_id")]]
    published_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="published_at")]]
    scheduled_for: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="scheduled_for")]]
    search_vector: NotRequired[Annotated[Optional[PgCatalogTsvector], Field(alias="search_vector")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    variant_group_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="variant_group_id")]]
    winning_threshold: NotRequired[Annotated[Optional[int], Field(alias="winning_threshold")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicSourceMetrics(BaseModel):
    conversions: int = Field(alias="conversions")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    id: uuid.UUID = Field(alias="id")
    medium: str = Field(alias="medium")
    net_revenue: Optional[float] = Field(alias="net_revenue")
    refunds: float = Field(alias="refunds")
    revenue: float = Field(alias="revenue")
    sessions: int = Field(alias="sessions")
    source: str = Field(alias="source")
    updated_at: datetime.datetime = Field(alias="updated_at")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    visitors: int = Field(alias="visitors")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicSourceMetricsInsert(TypedDict):
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: Annotated[datetime.date, Field(alias="date")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    medium: NotRequired[Annotated[str, Field(alias="medium")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    sessions: NotRequired[Annotated[int, Field(alias="sessions")]]
    source: Annotated[str, Field(alias="source")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicSourceMetricsUpdate(TypedDict):
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    medium: NotRequired[Annotated[str, Field(alias="medium")]]
    net_revenue: NotRequired[Annotated[Optional[float], Field(alias="net_revenue")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    sessions: NotRequired[Annotated[int, Field(alias="sessions")]]
    source: NotRequired[Annotated[str, Field(alias="source")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicStoreConnections(BaseModel):
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    external_id: Optional[str] = Field(alias="external_id")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    last_sync_at: Optional[datetime.datetime] = Field(alias="last_sync_at")
    platform: str = Field(alias="platform")
    settings: JsonValue = Field(alias="settings")
    status: str = Field(alias="status")
    store_name: str = Field(alias="store_name")
    store_url: Optional[str] = Field(alias="store_url")
    sync_error_message: Optional[str] = Field(alias="sync_error_message")
    sync_status: str = Field(alias="sync_status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicStoreConnectionsInsert(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    last_sync_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="last_sync_at")]]
    platform: Annotated[str, Field(alias="platform")]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    store_name: Annotated[str, Field(alias="store_name")]
    store_url: NotRequired[Annotated[Optional[str], Field(alias="store_url")]]
    sync_error_message: NotRequired[Annotated[Optional[str], Field(alias="sync_error_message")]]
    sync_status: NotRequired[Annotated[str, Field(alias="sync_status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicStoreConnectionsUpdate(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    external_id: NotRequired[Annotated[Optional[str], Field(alias="external_id")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    last_sync_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="last_sync_at")]]
    platform: NotRequired[Annotated[str, Field(alias="platform")]]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    store_name: NotRequired[Annotated[str, Field(alias="store_name")]]
    store_url: NotRequired[Annotated[Optional[str], Field(alias="store_url")]]
    sync_error_message: NotRequired[Annotated[Optional[str], Field(alias="sync_error_message")]]
    sync_status: NotRequired[Annotated[str, Field(alias="sync_status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicStripeAccounts(BaseModel):
    charges_enabled: bool = Field(alias="charges_enabled")
    connected_at: Optional[datetime.datetime] = Field(alias="connected_at")
    country: Optional[str] = Field(alias="country")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: Optional[str] = Field(alias="currency")
    details_submitted: bool = Field(alias="details_submitted")
    disconnected_at: Optional[datetime.datetime] = Field(alias="disconnected_at")
    id: str = Field(alias="id")
    livemode: Optional[bool] = Field(alias="livemode")
    payouts_enabled: bool = Field(alias="payouts_enabled")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicStripeAccountsInsert(TypedDict):
    charges_enabled: NotRequired[Annotated[bool, Field(alias="charges_enabled")]]
    connected_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="connected_at")]]
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    details_submitted: NotRequired[Annotated[bool, Field(alias="details_submitted")]]
    disconnected_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="disconnected_at")]
    ]
    id: Annotated[str, Field(alias="id")]
    livemode: NotRequired[Annotated[Optional[bool], Field(alias="livemode")]]
    payouts_enabled: NotRequired[Annotated[bool, Field(alias="payouts_enabled")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicStripeAccountsUpdate(TypedDict):
    charges_enabled: NotRequired[Annotated[bool, Field(alias="charges_enabled")]]
    connected_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="connected_at")]]
    country: NotRequired[Annotated[Optional[str], Field(alias="country")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    details_submitted: NotRequired[Annotated[bool, Field(alias="details_submitted")]]
    disconnected_at: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="disconnected_at")]
    ]
    id: NotRequired[Annotated[str, Field(alias="id")]]
    livemode: NotRequired[Annotated[Optional[bool], Field(alias="livemode")]]
    payouts_enabled: NotRequired[Annotated[bool, Field(alias="payouts_enabled")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="workspace_id")]]


class PublicStripeCustomers(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    email: Optional[str] = Field(alias="email")
    id: uuid.UUID = Field(alias="id")
    stripe_customer_id: str = Field(alias="stripe_customer_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicStripeCustomersInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email: NotRequired[Annotated[Optional[str], Field(alias="email")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    stripe_customer_id: Annotated[str, Field(alias="stripe_customer_id")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicStripeCustomersUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email: NotRequired[Annotated[Optional[str], Field(alias="email")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    stripe_customer_id: NotRequired[Annotated[str, Field(alias="stripe_customer_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicStripeDrift(BaseModel):
    amount_difference: int = Field(alias="amount_difference")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: Optional[str] = Field(alias="currency")
    fields: List[str] = Field(alias="fields")
    id: str = Field(alias="id")
    kind: str = Field(alias="kind")
    object: str = Field(alias="object")
    ours: Optional[JsonValue] = Field(alias="ours")
    reconciliation_id: uuid.UUID = Field(alias="reconciliation_id")
    theirs: Optional[JsonValue] = Field(alias="theirs")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicStripeDriftInsert(TypedDict):
    amount_difference: NotRequired[Annotated[int, Field(alias="amount_difference")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    fields: NotRequired[Annotated[List[str], Field(alias="fields")]]
    id: Annotated[str, Field(alias="id")]
    kind: Annotated[str, Field(alias="kind")]
    object: Annotated[str, Field(alias="object")]
    ours: NotRequired[Annotated[Optional[JsonValue], Field(alias="ours")]]
    reconciliation_id: Annotated[uuid.UUID, Field(alias="reconciliation_id")]
    theirs: NotRequired[Annotated[Optional[JsonValue], Field(alias="theirs")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeDriftUpdate(TypedDict):
    amount_difference: NotRequired[Annotated[int, Field(alias="amount_difference")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    fields: NotRequired[Annotated[List[str], Field(alias="fields")]]
    id: NotRequired[Annotated[str, Field(alias="id")]]
    kind: NotRequired[Annotated[str, Field(alias="kind")]]
    object: NotRequired[Annotated[str, Field(alias="object")]]
    ours: NotRequired[Annotated[Optional[JsonValue], Field(alias="ours")]]
    reconciliation_id: NotRequired[Annotated[uuid.UUID, Field(alias="reconciliation_id")]]
    theirs: NotRequired[Annotated[Optional[JsonValue], Field(alias="theirs")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeEvents(BaseModel):
    account_id: str = Field(alias="account_id")
    api_version: Optional[str] = Field(alias="api_version")
    attempts: int = Field(alias="attempts")
    created_at: datetime.datetime = Field(alias="created_at")
    error_message: Optional[str] = Field(alias="error_message")
    id: str = Field(alias="id")
    livemode: bool = Field(alias="livemode")
    note: Optional[str] = Field(alias="note")
    object: Optional[str] = Field(alias="object")
    object_id: Optional[str] = Field(alias="object_id")
    occurred_at: datetime.datetime = Field(alias="occurred_at")
    payload: JsonValue = Field(alias="payload")
    processed_at: Optional[datetime.datetime] = Field(alias="processed_at")
    status: str = Field(alias="status")
    type: str = Field(alias="type")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicStripeEventsInsert(TypedDict):
    account_id: NotRequired[Annotated[str, Field(alias="account_id")]]
    api_version: NotRequired[Annotated[Optional[str], Field(alias="api_version")]]
    attempts: NotRequired[Annotated[int, Field(alias="attempts")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: Annotated[str, Field(alias="id")]
    livemode: NotRequired[Annotated[bool, Field(alias="livemode")]]
    note: NotRequired[Annotated[Optional[str], Field(alias="note")]]
    object: NotRequired[Annotated[Optional[str], Field(alias="object")]]
    object_id: NotRequired[Annotated[Optional[str], Field(alias="object_id")]]
    occurred_at: NotRequired[Annotated[datetime.datetime, Field(alias="occurred_at")]]
    payload: Annotated[JsonValue, Field(alias="payload")]
    processed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="processed_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    type: Annotated[str, Field(alias="type")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeEventsUpdate(TypedDict):
    account_id: NotRequired[Annotated[str, Field(alias="account_id")]]
    api_version: NotRequired[Annotated[Optional[str], Field(alias="api_version")]]
    attempts: NotRequired[Annotated[int, Field(alias="attempts")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[str, Field(alias="id")]]
    livemode: NotRequired[Annotated[bool, Field(alias="livemode")]]
    note: NotRequired[Annotated[Optional[str], Field(alias="note")]]
    object: NotRequired[Annotated[Optional[str], Field(alias="object")]]
    object_id: NotRequired[Annotated[Optional[str], Field(alias="object_id")]]
    occurred_at: NotRequired[Annotated[datetime.datetime, Field(alias="occurred_at")]]
    payload: NotRequired[Annotated[JsonValue, Field(alias="payload")]]
    processed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="processed_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    type: NotRequired[Annotated[str, Field(alias="type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeObjects(BaseModel):
    account_id: str = Field(alias="account_id")
    api_version: Optional[str] = Field(alias="api_version")
    created_at: datetime.datetime = Field(alias="created_at")
    data: JsonValue = Field(alias="data")
    error_message: Optional[str] = Field(alias="error_message")
    gone_at: Optional[datetime.datetime] = Field(alias="gone_at")
    id: str = Field(alias="id")
    object: str = Field(alias="object")
    read_at: datetime.datetime = Field(alias="read_at")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicStripeObjectsInsert(TypedDict):
    account_id: Annotated[str, Field(alias="account_id")]
    api_version: NotRequired[Annotated[Optional[str], Field(alias="api_version")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    data: Annotated[JsonValue, Field(alias="data")]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    gone_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="gone_at")]]
    id: Annotated[str, Field(alias="id")]
    object: Annotated[str, Field(alias="object")]
    read_at: Annotated[datetime.datetime, Field(alias="read_at")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeObjectsUpdate(TypedDict):
    account_id: NotRequired[Annotated[str, Field(alias="account_id")]]
    api_version: NotRequired[Annotated[Optional[str], Field(alias="api_version")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    data: NotRequired[Annotated[JsonValue, Field(alias="data")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    gone_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="gone_at")]]
    id: NotRequired[Annotated[str, Field(alias="id")]]
    object: NotRequired[Annotated[str, Field(alias="object")]]
    read_at: NotRequired[Annotated[datetime.datetime, Field(alias="read_at")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeReconciliationSteps(BaseModel):
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    created_at: datetime.datetime = Field(alias="created_at")
    cursor: Optional[str] = Field(alias="cursor")
    listed: int = Field(alias="listed")
    object: str = Field(alias="object")
    pages: int = Field(alias="pages")
    reconciliation_id: uuid.UUID = Field(alias="reconciliation_id")
    started_at: Optional[datetime.datetime] = Field(alias="started_at")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicStripeReconciliationStepsInsert(TypedDict):
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    cursor: NotRequired[Annotated[Optional[str], Field(alias="cursor")]]
    listed: NotRequired[Annotated[int, Field(alias="listed")]]
    object: Annotated[str, Field(alias="object")]
    pages: NotRequired[Annotated[int, Field(alias="pages")]]
    reconciliation_id: Annotated[uuid.UUID, Field(alias="reconciliation_id")]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeReconciliationStepsUpdate(TypedDict):
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    cursor: NotRequired[Annotated[Optional[str], Field(alias="cursor")]]
    listed: NotRequired[Annotated[int, Field(alias="listed")]]
    object: NotRequired[Annotated[str, Field(alias="object")]]
    pages: NotRequired[Annotated[int, Field(alias="pages")]]
    reconciliation_id: NotRequired[Annotated[uuid.UUID, Field(alias="reconciliation_id")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeReconciliations(BaseModel):
    account_id: str = Field(alias="account_id")
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    created_at: datetime.datetime = Field(alias="created_at")
    created_since: Optional[datetime.datetime] = Field(alias="created_since")
    error_message: Optional[str] = Field(alias="error_message")
    id: uuid.UUID = Field(alias="id")
    is_backfill: bool = Field(alias="is_backfill")
    started_at: datetime.datetime = Field(alias="started_at")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicStripeReconciliationsInsert(TypedDict):
    account_id: Annotated[str, Field(alias="account_id")]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_since: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="created_since")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_backfill: NotRequired[Annotated[bool, Field(alias="is_backfill")]]
    started_at: NotRequired[Annotated[datetime.datetime, Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicStripeReconciliationsUpdate(TypedDict):
    account_id: NotRequired[Annotated[str, Field(alias="account_id")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_since: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="created_since")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_backfill: NotRequired[Annotated[bool, Field(alias="is_backfill")]]
    started_at: NotRequired[Annotated[datetime.datetime, Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicSubscriptionChanges(BaseModel):
    amount_due: Optional[float] = Field(alias="amount_due")
    amount_due_cents: Optional[int] = Field(alias="amount_due_cents")
    charge: Optional[float] = Field(alias="charge")
    charge_cents: Optional[int] = Field(alias="charge_cents")
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    created_at: datetime.datetime = Field(alias="created_at")
    credit: Optional[float] = Field(alias="credit")
    credit_cents: Optional[int] = Field(alias="credit_cents")
    currency: Optional[str] = Field(alias="currency")
    effective_at: Optional[datetime.datetime] = Field(alias="effective_at")
    error_message: Optional[str] = Field(alias="error_message")
    id: uuid.UUID = Field(alias="id")
    is_at_period_end: bool = Field(alias="is_at_period_end")
    kind: str = Field(alias="kind")
    lines: JsonValue = Field(alias="lines")
    plan_id: Optional[uuid.UUID] = Field(alias="plan_id")
    preview_id: Optional[uuid.UUID] = Field(alias="preview_id")
    proration_date: Optional[datetime.datetime] = Field(alias="proration_date")
    quantity: Optional[int] = Field(alias="quantity")
    status: str = Field(alias="status")
    subscription_id: uuid.UUID = Field(alias="subscription_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicSubscriptionChangesInsert(TypedDict):
    amount_due: NotRequired[Annotated[Optional[float], Field(alias="amount_due")]]
    amount_due_cents: NotRequired[Annotated[Optional[int], Field(alias="amount_due_cents")]]
    charge: NotRequired[Annotated[Optional[float], Field(alias="charge")]]
    charge_cents: NotRequired[Annotated[Optional[int], Field(alias="charge_cents")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    credit: NotRequired[Annotated[Optional[float], Field(alias="credit")]]
    credit_cents: NotRequired[Annotated[Optional[int], Field(alias="credit_cents")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    effective_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="effective_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_at_period_end: NotRequired[Annotated[bool, Field(alias="is_at_period_end")]]
    kind: Annotated[str, Field(alias="kind")]
    lines: NotRequired[Annotated[JsonValue, Field(alias="lines")]]
    plan_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="plan_id")]]
    preview_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="preview_id")]]
    proration_date: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="proration_date")]
    ]
    quantity: NotRequired[Annotated[Optional[int], Field(alias="quantity")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    subscription_id: Annotated[uuid.UUID, Field(alias="subscription_id")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicSubscriptionChangesUpdate(TypedDict):
    amount_due: NotRequired[Annotated[Optional[float], Field(alias="amount_due")]]
    amount_due_cents: NotRequired[Annotated[Optional[int], Field(alias="amount_due_cents")]]
    charge: NotRequired[Annotated[Optional[float], Field(alias="charge")]]
    charge_cents: NotRequired[Annotated[Optional[int], Field(alias="charge_cents")]]
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    credit: NotRequired[Annotated[Optional[float], Field(alias="credit")]]
    credit_cents: NotRequired[Annotated[Optional[int], Field(alias="credit_cents")]]
    currency: NotRequired[Annotated[Optional[str], Field(alias="currency")]]
    effective_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="effective_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_at_period_end: NotRequired[Annotated[bool, Field(alias="is_at_period_end")]]
    kind: NotRequired[Annotated[str, Field(alias="kind")]]
    lines: NotRequired[Annotated[JsonValue, Field(alias="lines")]]
    plan_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="plan_id")]]
    preview_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="preview_id")]]
    proration_date: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="proration_date")]
    ]
    quantity: NotRequired[Annotated[Optional[int], Field(alias="quantity")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    subscription_id: NotRequired[Annotated[uuid.UUID, Field(alias="subscription_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicSubscriptionItems(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    id: uuid.UUID = Field(alias="id")
    interval: Optional[str] = Field(alias="interval")
    plan_id: Optional[uuid.UUID] = Field(alias="plan_id")
    price: Optional[float] = Field(alias="price")
    price_cents: Optional[int] = Field(alias="price_cents")
    quantity: int = Field(alias="quantity")
    stripe_item_id: str = Field(alias="stripe_item_id")
    stripe_price_id: str = Field(alias="stripe_price_id")
    subscription_id: uuid.UUID = Field(alias="subscription_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicSubscriptionItemsInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval: NotRequired[Annotated[Optional[str], Field(alias="interval")]]
    plan_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="plan_id")]]
    price: NotRequired[Annotated[Optional[float], Field(alias="price")]]
    price_cents: NotRequired[Annotated[Optional[int], Field(alias="price_cents")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    stripe_item_id: Annotated[str, Field(alias="stripe_item_id")]
    stripe_price_id: Annotated[str, Field(alias="stripe_price_id")]
    subscription_id: Annotated[uuid.UUID, Field(alias="subscription_id")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicSubscriptionItemsUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval: NotRequired[Annotated[Optional[str], Field(alias="interval")]]
    plan_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="plan_id")]]
    price: NotRequired[Annotated[Optional[float], Field(alias="price")]]
    price_cents: NotRequired[Annotated[Optional[int], Field(alias="price_cents")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    stripe_item_id: NotRequired[Annotated[str, Field(alias="stripe_item_id")]]
    stripe_price_id: NotRequired[Annotated[str, Field(alias="stripe_price_id")]]
    subscription_id: NotRequired[Annotated[uuid.UUID, Field(alias="subscription_id")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicSubscriptionPlans(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    description: Optional[str] = Field(alias="description")
    features: JsonValue = Field(alias="features")
    id: uuid.UUID = Field(alias="id")
    interval: str = Field(alias="interval")
    is_active: bool = Field(alias="is_active")
    is_default: bool = Field(alias="is_default")
    name: str = Field(alias="name")
    plan_type: Optional[str] = Field(alias="plan_type")
    price: float = Field(alias="price")
    price_cents: int = Field(alias="price_cents")
    stripe_price_id: Optional[str] = Field(alias="stripe_price_id")
    tier: Optional[str] = Field(alias="tier")
    trial_days: int = Field(alias="trial_days")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicSubscriptionPlansInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    features: NotRequired[Annotated[JsonValue, Field(alias="features")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval: NotRequired[Annotated[str, Field(alias="interval")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    is_default: NotRequired[Annotated[bool, Field(alias="is_default")]]
    name: Annotated[str, Field(alias="name")]
    plan_type: NotRequired[Annotated[Optional[str], Field(alias="plan_type")]]
    price: Annotated[float, Field(alias="price")]
    price_cents: NotRequired[Annotated[int, Field(alias="price_cents")]]
    stripe_price_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_price_id")]]
    tier: NotRequired[Annotated[Optional[str], Field(alias="tier")]]
    trial_days: NotRequired[Annotated[int, Field(alias="trial_days")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicSubscriptionPlansUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    description: NotRequired[Annotated[Optional[str], Field(alias="description")]]
    features: NotRequired[Annotated[JsonValue, Field(alias="features")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval: NotRequired[Annotated[str, Field(alias="interval")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    is_default: NotRequired[Annotated[bool, Field(alias="is_default")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    plan_type: NotRequired[Annotated[Optional[str], Field(alias="plan_type")]]
    price: NotRequired[Annotated[float, Field(alias="price")]]
    price_cents: NotRequired[Annotated[int, Field(alias="price_cents")]]
    stripe_price_id: NotRequired[Annotated[Optional[str], Field(alias="stripe_price_id")]]
    tier: NotRequired[Annotated[Optional[str], Field(alias="tier")]]
    trial_days: NotRequired[Annotated[int, Field(alias="trial_days")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicSubscriptions(BaseModel):
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    cancel_at: Optional[datetime.datetime] = Field(alias="cancel_at")
    cancel_at_period_end: bool = Field(alias="cancel_at_period_end")
    canceled_at: Optional[datetime.datetime] = Field(alias="canceled_at")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    current_period_end: Optional[datetime.datetime] = Field(alias="current_period_end")
    current_period_start: Optional[datetime.datetime] = Field(alias="current_period_start")
    id: uuid.UUID = Field(alias="id")
    interval: str = Field(alias="interval")
    monthly_price: float = Field(alias="monthly_price")
    monthly_price_cents: int = Field(alias="monthly_price_cents")
    plan_id: uuid.UUID = Field(alias="plan_id")
    price: float = Field(alias="price")
    quantity: int = Field(alias="quantity")
    status: str = Field(alias="status")
    stripe_subscription_id: Optional[str] = Field(alias="stripe_subscription_id")
    trial_end: Optional[datetime.datetime] = Field(alias="trial_end")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicSubscriptionsInsert(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    cancel_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="cancel_at")]]
    cancel_at_period_end: NotRequired[Annotated[bool, Field(alias="cancel_at_period_end")]]
    canceled_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="canceled_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    current_period_end: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="current_period_end")]
    ]
    current_period_start: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="current_period_start")]
    ]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval: Annotated[str, Field(alias="interval")]
    monthly_price: NotRequired[Annotated[float, Field(alias="monthly_price")]]
    monthly_price_cents: NotRequired[Annotated[int, Field(alias="monthly_price_cents")]]
    plan_id: Annotated[uuid.UUID, Field(alias="plan_id")]
    price: Annotated[float, Field(alias="price")]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_subscription_id: NotRequired[
        Annotated[Optional[str], Field(alias="stripe_subscription_id")]
    ]
    trial_end: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="trial_end")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicSubscriptionsUpdate(TypedDict):
    business_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="business_id")]]
    cancel_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="cancel_at")]]
    cancel_at_period_end: NotRequired[Annotated[bool, Field(alias="cancel_at_period_end")]]
    canceled_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="canceled_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    current_period_end: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="current_period_end")]
    ]
    current_period_start: NotRequired[
        Annotated[Optional[datetime.datetime], Field(alias="current_period_start")]
    ]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    interval: NotRequired[Annotated[str, Field(alias="interval")]]
    monthly_price: NotRequired[Annotated[float, Field(alias="monthly_price")]]
    monthly_price_cents: NotRequired[Annotated[int, Field(alias="monthly_price_cents")]]
    plan_id: NotRequired[Annotated[uuid.UUID, Field(alias="plan_id")]]
    price: NotRequired[Annotated[float, Field(alias="price")]]
    quantity: NotRequired[Annotated[int, Field(alias="quantity")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    stripe_subscription_id: NotRequired[
        Annotated[Optional[str], Field(alias="stripe_subscription_id")]
    ]
    trial_end: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="trial_end")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicTrafficDaily(BaseModel):
    bounces: int = Field(alias="bounces")
    cart_adds: int = Field(alias="cart_adds")
    clicks: int = Field(alias="clicks")
    conversions: int = Field(alias="conversions")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    date: datetime.date = Field(alias="date")
    events: int = Field(alias="events")
    id: uuid.UUID = Field(alias="id")
    page_views: int = Field(alias="page_views")
    refunds: float = Field(alias="refunds")
    revenue: float = Field(alias="revenue")
    session_seconds: float = Field(alias="session_seconds")
    sessions: int = Field(alias="sessions")
    updated_at: datetime.datetime = Field(alias="updated_at")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    visitors: int = Field(alias="visitors")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicTrafficDailyInsert(TypedDict):
    bounces: NotRequired[Annotated[int, Field(alias="bounces")]]
    cart_adds: NotRequired[Annotated[int, Field(alias="cart_adds")]]
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    date: Annotated[datetime.date, Field(alias="date")]
    events: NotRequired[Annotated[int, Field(alias="events")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    page_views: NotRequired[Annotated[int, Field(alias="page_views")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    session_seconds: NotRequired[Annotated[float, Field(alias="session_seconds")]]
    sessions: NotRequired[Annotated[int, Field(alias="sessions")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicTrafficDailyUpdate(TypedDict):
    bounces: NotRequired[Annotated[int, Field(alias="bounces")]]
    cart_adds: NotRequired[Annotated[int, Field(alias="cart_adds")]]
    clicks: NotRequired[Annotated[int, Field(alias="clicks")]]
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    date: NotRequired[Annotated[datetime.date, Field(alias="date")]]
    events: NotRequired[Annotated[int, Field(alias="events")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    page_views: NotRequired[Annotated[int, Field(alias="page_views")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    session_seconds: NotRequired[Annotated[float, Field(alias="session_seconds")]]
    sessions: NotRequired[Annotated[int, Field(alias="sessions")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicTrafficHourly(BaseModel):
    conversions: int = Field(alias="conversions")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    events: int = Field(alias="events")
    hour: datetime.datetime = Field(alias="hour")
    id: uuid.UUID = Field(alias="id")
    page_views: int = Field(alias="page_views")
    refunds: float = Field(alias="refunds")
    revenue: float = Field(alias="revenue")
    sessions: int = Field(alias="sessions")
    updated_at: datetime.datetime = Field(alias="updated_at")
    visitor_hashes: Optional[List[int]] = Field(alias="visitor_hashes")
    visitors: int = Field(alias="visitors")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicTrafficHourlyInsert(TypedDict):
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: Annotated[str, Field(alias="currency")]
    events: NotRequired[Annotated[int, Field(alias="events")]]
    hour: Annotated[datetime.datetime, Field(alias="hour")]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    page_views: NotRequired[Annotated[int, Field(alias="page_views")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    sessions: NotRequired[Annotated[int, Field(alias="sessions")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicTrafficHourlyUpdate(TypedDict):
    conversions: NotRequired[Annotated[int, Field(alias="conversions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    currency: NotRequired[Annotated[str, Field(alias="currency")]]
    events: NotRequired[Annotated[int, Field(alias="events")]]
    hour: NotRequired[Annotated[datetime.datetime, Field(alias="hour")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    page_views: NotRequired[Annotated[int, Field(alias="page_views")]]
    refunds: NotRequired[Annotated[float, Field(alias="refunds")]]
    revenue: NotRequired[Annotated[float, Field(alias="revenue")]]
    sessions: NotRequired[Annotated[int, Field(alias="sessions")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    visitor_hashes: NotRequired[Annotated[Optional[List[int]], Field(alias="visitor_hashes")]]
    visitors: NotRequired[Annotated[int, Field(alias="visitors")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicUsageCounters(BaseModel):
    amount: int = Field(alias="amount")
    created_at: datetime.datetime = Field(alias="created_at")
    id: int = Field(alias="id")
    metric: str = Field(alias="metric")
    month: datetime.date = Field(alias="month")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicUsageCountersInsert(TypedDict):
    amount: Annotated[int, Field(alias="amount")]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[int, Field(alias="id")]]
    metric: Annotated[str, Field(alias="metric")]
    month: NotRequired[Annotated[datetime.date, Field(alias="month")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicUsageCountersUpdate(TypedDict):
    amount: NotRequired[Annotated[int, Field(alias="amount")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[int, Field(alias="id")]]
    metric: NotRequired[Annotated[str, Field(alias="metric")]]
    month: NotRequired[Annotated[datetime.date, Field(alias="month")]]
    user_id: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicWorkflowRuns(BaseModel):
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    created_at: datetime.datetime = Field(alias="created_at")
    error_message: Optional[str] = Field(alias="error_message")
    id: uuid.UUID = Field(alias="id")
    input: JsonValue = Field(alias="input")
    result: Optional[JsonValue] = Field(alias="result")
    started_at: Optional[datetime.datetime] = Field(alias="started_at")
    status: str = Field(alias="status")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workflow_id: uuid.UUID = Field(alias="workflow_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicWorkflowRunsInsert(TypedDict):
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    input: NotRequired[Annotated[JsonValue, Field(alias="input")]]
    result: NotRequired[Annotated[Optional[JsonValue], Field(alias="result")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workflow_id: Annotated[uuid.UUID, Field(alias="workflow_id")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicWorkflowRunsUpdate(TypedDict):
    completed_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="completed_at")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    error_message: NotRequired[Annotated[Optional[str], Field(alias="error_message")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    input: NotRequired[Annotated[JsonValue, Field(alias="input")]]
    result: NotRequired[Annotated[Optional[JsonValue], Field(alias="result")]]
    started_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="started_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workflow_id: NotRequired[Annotated[uuid.UUID, Field(alias="workflow_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicWorkflows(BaseModel):
    actions: JsonValue = Field(alias="actions")
    conditions: JsonValue = Field(alias="conditions")
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    id: uuid.UUID = Field(alias="id")
    name: str = Field(alias="name")
    next_run_at: Optional[datetime.datetime] = Field(alias="next_run_at")
    status: str = Field(alias="status")
    trigger_config: JsonValue = Field(alias="trigger_config")
    trigger_type: str = Field(alias="trigger_type")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicWorkflowsInsert(TypedDict):
    actions: NotRequired[Annotated[JsonValue, Field(alias="actions")]]
    conditions: NotRequired[Annotated[JsonValue, Field(alias="conditions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: Annotated[str, Field(alias="name")]
    next_run_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="next_run_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    trigger_config: NotRequired[Annotated[JsonValue, Field(alias="trigger_config")]]
    trigger_type: Annotated[str, Field(alias="trigger_type")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicWorkflowsUpdate(TypedDict):
    actions: NotRequired[Annotated[JsonValue, Field(alias="actions")]]
    conditions: NotRequired[Annotated[JsonValue, Field(alias="conditions")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    next_run_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="next_run_at")]]
    status: NotRequired[Annotated[str, Field(alias="status")]]
    trigger_config: NotRequired[Annotated[JsonValue, Field(alias="trigger_config")]]
    trigger_type: NotRequired[Annotated[str, Field(alias="trigger_type")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicWorkspaceInvitations(BaseModel):
    accepted_at: Optional[datetime.datetime] = Field(alias="accepted_at")
    accepted_by: Optional[uuid.UUID] = Field(alias="accepted_by")
    created_at: datetime.datetime = Field(alias="created_at")
    email: str = Field(alias="email")
    expires_at: datetime.datetime = Field(alias="expires_at")
    id: uuid.UUID = Field(alias="id")
    invited_by: Optional[uuid.UUID] = Field(alias="invited_by")
    last_sent_at: datetime.datetime = Field(alias="last_sent_at")
    revoked_at: Optional[datetime.datetime] = Field(alias="revoked_at")
    role: str = Field(alias="role")
    send_count: int = Field(alias="send_count")
    token_hash: bytes = Field(alias="token_hash")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicWorkspaceInvitationsInsert(TypedDict):
    accepted_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="accepted_at")]]
    accepted_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="accepted_by")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email: Annotated[str, Field(alias="email")]
    expires_at: NotRequired[Annotated[datetime.datetime, Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    invited_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="invited_by")]]
    last_sent_at: NotRequired[Annotated[datetime.datetime, Field(alias="last_sent_at")]]
    revoked_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="revoked_at")]]
    role: NotRequired[Annotated[str, Field(alias="role")]]
    send_count: NotRequired[Annotated[int, Field(alias="send_count")]]
    token_hash: Annotated[bytes, Field(alias="token_hash")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicWorkspaceInvitationsUpdate(TypedDict):
    accepted_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="accepted_at")]]
    accepted_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="accepted_by")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    email: NotRequired[Annotated[str, Field(alias="email")]]
    expires_at: NotRequired[Annotated[datetime.datetime, Field(alias="expires_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    invited_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="invited_by")]]
    last_sent_at: NotRequired[Annotated[datetime.datetime, Field(alias="last_sent_at")]]
    revoked_at: NotRequired[Annotated[Optional[datetime.datetime], Field(alias="revoked_at")]]
    role: NotRequired[Annotated[str, Field(alias="role")]]
    send_count: NotRequired[Annotated[int, Field(alias="send_count")]]
    token_hash: NotRequired[Annotated[bytes, Field(alias="token_hash")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicWorkspaceMembers(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    invited_by: Optional[uuid.UUID] = Field(alias="invited_by")
    is_active: bool = Field(alias="is_active")
    joined_at: datetime.datetime = Field(alias="joined_at")
    permissions: JsonValue = Field(alias="permissions")
    role: str = Field(alias="role")
    updated_at: datetime.datetime = Field(alias="updated_at")
    user_id: uuid.UUID = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicWorkspaceMembersInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    invited_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="invited_by")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    joined_at: NotRequired[Annotated[datetime.datetime, Field(alias="joined_at")]]
    permissions: NotRequired[Annotated[JsonValue, Field(alias="permissions")]]
    role: NotRequired[Annotated[str, Field(alias="role")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: Annotated[uuid.UUID, Field(alias="user_id")]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicWorkspaceMembersUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    invited_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="invited_by")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    joined_at: NotRequired[Annotated[datetime.datetime, Field(alias="joined_at")]]
    permissions: NotRequired[Annotated[JsonValue, Field(alias="permissions")]]
    role: NotRequired[Annotated[str, Field(alias="role")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    user_id: NotRequired[Annotated[uuid.UUID, Field(alias="user_id")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicWorkspaces(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    is_personal: bool = Field(alias="is_personal")
    name: str = Field(alias="name")
    owner_id: uuid.UUID = Field(alias="owner_id")
    settings: JsonValue = Field(alias="settings")
    slug: str = Field(alias="slug")
    updated_at: datetime.datetime = Field(alias="updated_at")


class PublicWorkspacesInsert(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    is_personal: NotRequired[Annotated[bool, Field(alias="is_personal")]]
    name: Annotated[str, Field(alias="name")]
    owner_id: NotRequired[Annotated[uuid.UUID, Field(alias="owner_id")]]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    slug: NotRequired[Annotated[str, Field(alias="slug")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicWorkspacesUpdate(TypedDict):
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    is_personal: NotRequired[Annotated[bool, Field(alias="is_personal")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    owner_id: NotRequired[Annotated[uuid.UUID, Field(alias="owner_id")]]
    settings: NotRequired[Annotated[JsonValue, Field(alias="settings")]]
    slug: NotRequired[Annotated[str, Field(alias="slug")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]


class PublicWriteKeys(BaseModel):
    allowed_origins: List[str] = Field(alias="allowed_origins")
    created_at: datetime.datetime = Field(alias="created_at")
    created_by: Optional[uuid.UUID] = Field(alias="created_by")
    events_per_minute: int = Field(alias="events_per_minute")
    id: uuid.UUID = Field(alias="id")
    is_active: bool = Field(alias="is_active")
    key: str = Field(alias="key")
    name: str = Field(alias="name")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicWriteKeysInsert(TypedDict):
    allowed_origins: NotRequired[Annotated[List[str], Field(alias="allowed_origins")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    events_per_minute: NotRequired[Annotated[int, Field(alias="events_per_minute")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    key: NotRequired[Annotated[str, Field(alias="key")]]
    name: Annotated[str, Field(alias="name")]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: Annotated[uuid.UUID, Field(alias="workspace_id")]


class PublicWriteKeysUpdate(TypedDict):
    allowed_origins: NotRequired[Annotated[List[str], Field(alias="allowed_origins")]]
    created_at: NotRequired[Annotated[datetime.datetime, Field(alias="created_at")]]
    created_by: NotRequired[Annotated[Optional[uuid.UUID], Field(alias="created_by")]]
    events_per_minute: NotRequired[Annotated[int, Field(alias="events_per_minute")]]
    id: NotRequired[Annotated[uuid.UUID, Field(alias="id")]]
    is_active: NotRequired[Annotated[bool, Field(alias="is_active")]]
    key: NotRequired[Annotated[str, Field(alias="key")]]
    name: NotRequired[Annotated[str, Field(alias="name")]]
    updated_at: NotRequired[Annotated[datetime.datetime, Field(alias="updated_at")]]
    workspace_id: NotRequired[Annotated[uuid.UUID, Field(alias="workspace_id")]]


class PublicAbTestOutcomes(BaseModel):
    converted: bool = Field(alias="converted")
    currency: str = Field(alias="currency")
    engagement_score: Optional[float] = Field(alias="engagement_score")
    id: uuid.UUID = Field(alias="id")
    revenue: float = Field(alias="revenue")
    test_id: uuid.UUID = Field(alias="test_id")
    timestamp: datetime.datetime = Field(alias="timestamp")
    variant: str = Field(alias="variant")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAbTestsWithVariants(BaseModel):
    created_at: datetime.datetime = Field(alias="created_at")
    description: Optional[str] = Field(alias="description")
    id: uuid.UUID = Field(alias="id")
    metric: str = Field(alias="metric")
    name: str = Field(alias="name")
    status: str = Field(alias="status")
    target_users: Optional[int] = Field(alias="target_users")
    variant_a: Optional[JsonValue] = Field(alias="variant_a")
    variant_b: Optional[JsonValue] = Field(alias="variant_b")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAffiliateProducts(BaseModel):
    category: Optional[str] = Field(alias="category")
    clickbank_id: str = Field(alias="clickbank_id")
    commission_amount: Optional[float] = Field(alias="commission_amount")
    commission_rate: Optional[float] = Field(alias="commission_rate")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    data_snapshot: Optional[JsonValue] = Field(alias="data_snapshot")
    description: Optional[str] = Field(alias="description")
    gravity: Optional[float] = Field(alias="gravity")
    id: uuid.UUID = Field(alias="id")
    initial_sale_amount: Optional[float] = Field(alias="initial_sale_amount")
    last_updated: Optional[datetime.datetime] = Field(alias="last_updated")
    popularity_rank: Optional[int] = Field(alias="popularity_rank")
    rebill: bool = Field(alias="rebill")
    refund_rate: Optional[float] = Field(alias="refund_rate")
    title: str = Field(alias="title")
    updated_at: datetime.datetime = Field(alias="updated_at")
    vendor: str = Field(alias="vendor")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAiBudgetUsage(BaseModel):
    budget_id: uuid.UUID = Field(alias="budget_id")
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    cap: float = Field(alias="cap")
    free: Optional[float] = Field(alias="free")
    overrun: Optional[float] = Field(alias="overrun")
    period: str = Field(alias="period")
    period_start: Optional[datetime.date] = Field(alias="period_start")
    reserved: Optional[float] = Field(alias="reserved")
    scope: str = Field(alias="scope")
    spent: Optional[float] = Field(alias="spent")
    thresholds: List[int] = Field(alias="thresholds")
    unit: str = Field(alias="unit")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicAnalyticsEvents(BaseModel):
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: Optional[str] = Field(alias="currency")
    event_type: str = Field(alias="event_type")
    id: uuid.UUID = Field(alias="id")
    metadata: JsonValue = Field(alias="metadata")
    revenue: Optional[float] = Field(alias="revenue")
    source: Optional[str] = Field(alias="source")
    user_id: uuid.UUID = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicApiKeyUsage(BaseModel):
    api_key_id: uuid.UUID = Field(alias="api_key_id")
    last_used_at: Optional[datetime.datetime] = Field(alias="last_used_at")
    name: str = Field(alias="name")
    usage_count: Optional[int] = Field(alias="usage_count")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicAttributionEvents(BaseModel):
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    created_at: datetime.datetime = Field(alias="created_at")
    event_time: datetime.datetime = Field(alias="event_time")
    event_type: Optional[str] = Field(alias="event_type")
    id: uuid.UUID = Field(alias="id")
    ip_address: Optional[PgCatalogInet] = Field(alias="ip_address")
    order_id: Optional[uuid.UUID] = Field(alias="order_id")
    platform: Optional[str] = Field(alias="platform")
    referrer: Optional[str] = Field(alias="referrer")
    user_agent: Optional[str] = Field(alias="user_agent")
    utm_campaign: Optional[str] = Field(alias="utm_campaign")
    utm_content: Optional[str] = Field(alias="utm_content")
    utm_medium: Optional[str] = Field(alias="utm_medium")
    utm_source: Optional[str] = Field(alias="utm_source")
    utm_term: Optional[str] = Field(alias="utm_term")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCampaignEvents(BaseModel):
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    city: Optional[str] = Field(alias="city")
    component_id: Optional[uuid.UUID] = Field(alias="component_id")
    country: Optional[str] = Field(alias="country")
    created_at: datetime.datetime = Field(alias="created_at")
    event_data: JsonValue = Field(alias="event_data")
    event_type: str = Field(alias="event_type")
    id: uuid.UUID = Field(alias="id")
    ip_address: Optional[PgCatalogInet] = Field(alias="ip_address")
    referrer: Optional[str] = Field(alias="referrer")
    region: Optional[str] = Field(alias="region")
    session_id: Optional[str] = Field(alias="session_id")
    user_agent: Optional[str] = Field(alias="user_agent")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicCampaignTotals(BaseModel):
    campaign_id: uuid.UUID = Field(alias="campaign_id")
    clicks: Optional[int] = Field(alias="clicks")
    conversions: Optional[int] = Field(alias="conversions")
    currency: str = Field(alias="currency")
    impressions: Optional[int] = Field(alias="impressions")
    revenue_generated: Optional[float] = Field(alias="revenue_generated")
    spend: Optional[float] = Field(alias="spend")
    views: Optional[int] = Field(alias="views")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicComponentTotals(BaseModel):
    campaign_id: uuid.UUID = Field(alias="campaign_id")
    clicks: Optional[int] = Field(alias="clicks")
    component_id: uuid.UUID = Field(alias="component_id")
    conversions: Optional[int] = Field(alias="conversions")
    engagement_score: Optional[float] = Field(alias="engagement_score")
    views: Optional[int] = Field(alias="views")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicContentJourneys(BaseModel):
    content_id: Optional[uuid.UUID] = Field(alias="content_id")
    content_type: Optional[str] = Field(alias="content_type")
    conversion_goal: Optional[str] = Field(alias="conversion_goal")
    next_action_id: Optional[uuid.UUID] = Field(alias="next_action_id")
    next_action_type: Optional[str] = Field(alias="next_action_type")
    previous_action_id: Optional[uuid.UUID] = Field(alias="previous_action_id")
    previous_action_type: Optional[str] = Field(alias="previous_action_type")
    title: Optional[str] = Field(alias="title")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicContentVariants(BaseModel):
    content_id: Optional[uuid.UUID] = Field(alias="content_id")
    content_type: Optional[str] = Field(alias="content_type")
    created_at: Optional[datetime.datetime] = Field(alias="created_at")
    is_variant: Optional[bool] = Field(alias="is_variant")
    is_winner: Optional[bool] = Field(alias="is_winner")
    metrics: Optional[JsonValue] = Field(alias="metrics")
    variant_group_id: Optional[uuid.UUID] = Field(alias="variant_group_id")
    winning_threshold: Optional[int] = Field(alias="winning_threshold")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicConversions(BaseModel):
    campaign_id: Optional[uuid.UUID] = Field(alias="campaign_id")
    component_id: Optional[uuid.UUID] = Field(alias="component_id")
    conversion_type: Optional[str] = Field(alias="conversion_type")
    currency: Optional[str] = Field(alias="currency")
    id: uuid.UUID = Field(alias="id")
    medium: Optional[str] = Field(alias="medium")
    order_id: Optional[uuid.UUID] = Field(alias="order_id")
    session_id: Optional[str] = Field(alias="session_id")
    source: Optional[str] = Field(alias="source")
    stage: Optional[str] = Field(alias="stage")
    timestamp: datetime.datetime = Field(alias="timestamp")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    value: Optional[float] = Field(alias="value")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicGenerationJobs(BaseModel):
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    created_at: datetime.datetime = Field(alias="created_at")
    error_message: Optional[str] = Field(alias="error_message")
    id: uuid.UUID = Field(alias="id")
    parameters: JsonValue = Field(alias="parameters")
    prompt: str = Field(alias="prompt")
    provider: Optional[str] = Field(alias="provider")
    result_asset_id: Optional[uuid.UUID] = Field(alias="result_asset_id")
    status: str = Field(alias="status")
    type: Optional[str] = Field(alias="type")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicIntegrationCredentials(BaseModel):
    ad_account_id: Optional[uuid.UUID] = Field(alias="ad_account_id")
    created_at: datetime.datetime = Field(alias="created_at")
    esp_integration_id: Optional[uuid.UUID] = Field(alias="esp_integration_id")
    expires_at: Optional[datetime.datetime] = Field(alias="expires_at")
    id: uuid.UUID = Field(alias="id")
    kind: str = Field(alias="kind")
    site_integration_id: Optional[uuid.UUID] = Field(alias="site_integration_id")
    store_connection_id: Optional[uuid.UUID] = Field(alias="store_connection_id")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicJobQueue(BaseModel):
    attempts: Optional[int] = Field(alias="attempts")
    completed_at: Optional[datetime.datetime] = Field(alias="completed_at")
    created_at: Optional[datetime.datetime] = Field(alias="created_at")
    deadline: Optional[datetime.datetime] = Field(alias="deadline")
    error_message: Optional[str] = Field(alias="error_message")
    failure_kind: Optional[JobsFailureKind] = Field(alias="failure_kind")
    id: Optional[uuid.UUID] = Field(alias="id")
    job_type: Optional[str] = Field(alias="job_type")
    max_attempts: Optional[int] = Field(alias="max_attempts")
    priority: Optional[int] = Field(alias="priority")
    progress: Optional[JsonValue] = Field(alias="progress")
    scheduled_at: Optional[datetime.datetime] = Field(alias="scheduled_at")
    started_at: Optional[datetime.datetime] = Field(alias="started_at")
    status: Optional[JobsJobStatus] = Field(alias="status")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicPageViews(BaseModel):
    count: int = Field(alias="count")
    id: uuid.UUID = Field(alias="id")
    page: Optional[str] = Field(alias="page")
    timestamp: datetime.datetime = Field(alias="timestamp")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    visitor_id: Optional[str] = Field(alias="visitor_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicPendingInvitations(BaseModel):
    email: str = Field(alias="email")
    expires_at: datetime.datetime = Field(alias="expires_at")
    id: uuid.UUID = Field(alias="id")
    invited_by: Optional[uuid.UUID] = Field(alias="invited_by")
    is_expired: Optional[bool] = Field(alias="is_expired")
    last_sent_at: datetime.datetime = Field(alias="last_sent_at")
    role: str = Field(alias="role")
    send_count: int = Field(alias="send_count")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicStoreProducts(BaseModel):
    category: Optional[str] = Field(alias="category")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    description: Optional[str] = Field(alias="description")
    external_id: Optional[str] = Field(alias="external_id")
    id: uuid.UUID = Field(alias="id")
    image_url: Optional[str] = Field(alias="image_url")
    is_active: bool = Field(alias="is_active")
    price: float = Field(alias="price")
    store_connection_id: Optional[uuid.UUID] = Field(alias="store_connection_id")
    tags: List[str] = Field(alias="tags")
    title: str = Field(alias="title")
    updated_at: datetime.datetime = Field(alias="updated_at")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicUserBehavior(BaseModel):
    action: Optional[str] = Field(alias="action")
    id: uuid.UUID = Field(alias="id")
    product_id: Optional[uuid.UUID] = Field(alias="product_id")
    timestamp: datetime.datetime = Field(alias="timestamp")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    visitor_id: Optional[str] = Field(alias="visitor_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicUserSessions(BaseModel):
    events_count: Optional[int] = Field(alias="events_count")
    id: Optional[str] = Field(alias="id")
    last_activity: Optional[datetime.datetime] = Field(alias="last_activity")
    started_at: Optional[datetime.datetime] = Field(alias="started_at")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicUserUsage(BaseModel):
    ai_credits_used: Optional[int] = Field(alias="ai_credits_used")
    api_calls_made: Optional[int] = Field(alias="api_calls_made")
    campaigns_generated: Optional[int] = Field(alias="campaigns_generated")
    id: Optional[uuid.UUID] = Field(alias="id")
    month: datetime.date = Field(alias="month")
    storage_bytes_used: Optional[int] = Field(alias="storage_bytes_used")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicWorkspaceEntitlements(BaseModel):
    feature: Optional[str] = Field(alias="feature")
    is_entitled: Optional[bool] = Field(alias="is_entitled")
    limit_value: Optional[int] = Field(alias="limit_value")
    period: Optional[str] = Field(alias="period")
    remaining: Optional[int] = Field(alias="remaining")
    used: Optional[int] = Field(alias="used")
    workspace_id: Optional[uuid.UUID] = Field(alias="workspace_id")


class PublicWorkspacePeople(BaseModel):
    avatar_url: Optional[str] = Field(alias="avatar_url")
    full_name: Optional[str] = Field(alias="full_name")
    is_active: bool = Field(alias="is_active")
    joined_at: datetime.datetime = Field(alias="joined_at")
    last_active_at: Optional[datetime.datetime] = Field(alias="last_active_at")
    role: str = Field(alias="role")
    user_id: uuid.UUID = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")


class PublicWorkspaceSubscriptions(BaseModel):
    business_id: Optional[uuid.UUID] = Field(alias="business_id")
    cancel_at_period_end: bool = Field(alias="cancel_at_period_end")
    canceled_at: Optional[datetime.datetime] = Field(alias="canceled_at")
    created_at: datetime.datetime = Field(alias="created_at")
    currency: str = Field(alias="currency")
    current_period_end: Optional[datetime.datetime] = Field(alias="current_period_end")
    current_period_start: Optional[datetime.datetime] = Field(alias="current_period_start")
    current_usage: Optional[JsonValue] = Field(alias="current_usage")
    features: JsonValue = Field(alias="features")
    id: uuid.UUID = Field(alias="id")
    interval: str = Field(alias="interval")
    monthly_price: float = Field(alias="monthly_price")
    monthly_price_cents: int = Field(alias="monthly_price_cents")
    plan_id: uuid.UUID = Field(alias="plan_id")
    plan_name: str = Field(alias="plan_name")
    plan_type: Optional[str] = Field(alias="plan_type")
    price: float = Field(alias="price")
    status: str = Field(alias="status")
    stripe_customer_id: Optional[str] = Field(alias="stripe_customer_id")
    stripe_subscription_id: Optional[str] = Field(alias="stripe_subscription_id")
    tier: Optional[str] = Field(alias="tier")
    trial_end: Optional[datetime.datetime] = Field(alias="trial_end")
    updated_at: datetime.datetime = Field(alias="updated_at")
    usage_limits: Optional[JsonValue] = Field(alias="usage_limits")
    user_id: Optional[uuid.UUID] = Field(alias="user_id")
    workspace_id: uuid.UUID = Field(alias="workspace_id")
