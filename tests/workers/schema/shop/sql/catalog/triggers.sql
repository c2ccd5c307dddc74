create trigger shops_touch before update on public.shops
    for each row execute function public.touch_shop();
