create trigger product_metrics_touch
before update on public.product_metrics
for each row execute function private.touch_updated_at();

create trigger campaign_metrics_touch
before update on public.campaign_metrics
for each row execute function private.touch_updated_at();

create trigger component_metrics_touch
before update on public.component_metrics
for each row execute function private.touch_updated_at();

create trigger country_metrics_touch
before update on public.country_metrics
for each row execute function private.touch_updated_at();

create trigger page_metrics_touch
before update on public.page_metrics
for each row execute function private.touch_updated_at();

create trigger source_metrics_touch
before update on public.source_metrics
for each row execute function private.touch_updated_at();

create trigger revenue_daily_touch
before update on public.revenue_daily
for each row execute function private.touch_updated_at();

create trigger revenue_breakdown_touch
before update on public.revenue_breakdown
for each row execute function private.touch_updated_at();
