create trigger app_settings_touch
before update on public.app_settings
for each row execute function private.touch_updated_at();

create trigger feature_flags_touch
before update on public.feature_flags
for each row execute function private.touch_updated_at();
