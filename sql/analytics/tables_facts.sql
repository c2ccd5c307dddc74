-- analytics: an event as the rollups see it.

create type private.event_fact as (
    id uuid,
    workspace_id uuid,
    occurred_at timestamptz,
    day date,
    currency text,
    event_type text,
    stage text,
    visitor uuid,
    visitor_hash integer,
    session uuid,
    campaign_id uuid,
    component_id uuid,
    product_id uuid,
    managed_url_id uuid,
    country text,
    page text,
    source text,
    medium text,
    events bigint,
    page_views bigint,
    views bigint,
    impressions bigint,
    clicks bigint,
    link_clicks bigint,
    cart_adds bigint,
    conversions bigint,
    revenue numeric,
    refunds numeric
);
comment on type private.event_fact is
'An event with what it counts for. Where its money is not in the currency of the workspace''s '
'numbers there are two: one with counts and money in its currency, and one in the workspace''s '
'that has only the visitor and the session, so that nobody is counted twice.';
