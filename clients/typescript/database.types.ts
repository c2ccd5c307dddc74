// Written by `flywheel db types` from sql/ and policies/. Do not edit.
export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[];

export type Database = {
  public: {
    Tables: {
      ab_test_assignments: {
        Row: {
          assigned_at: string;
          id: string;
          test_id: string;
          unit_id: string;
          variant_id: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          assigned_at?: string;
          id?: string;
          test_id: string;
          unit_id: string;
          variant_id: string;
          workspace_id: string;
        };
        Update: {
          assigned_at?: string;
          id?: string;
          test_id?: string;
          unit_id?: string;
          variant_id?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ab_test_assignments_test";
            columns: ["workspace_id", "test_id"];
            isOneToOne: false;
            referencedRelation: "ab_tests";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_assignments_test";
            columns: ["workspace_id", "test_id"];
            isOneToOne: false;
            referencedRelation: "ab_tests_with_variants";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_assignments_variant";
            columns: ["workspace_id", "test_id", "variant_id"];
            isOneToOne: false;
            referencedRelation: "ab_test_variants";
            referencedColumns: ["workspace_id", "test_id", "id"];
          },
          {
            foreignKeyName: "ab_test_assignments_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ab_test_results: {
        Row: {
          converted: boolean;
          created_at: string;
          currency: string;
          engagement_score: number | null;
          id: string;
          occurred_at: string;
          revenue: number;
          test_id: string;
          unit_id: string | null;
          variant_id: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          converted?: boolean;
          created_at?: string;
          currency?: string;
          engagement_score?: number | null;
          id?: string;
          occurred_at?: string;
          revenue?: number;
          test_id: string;
          unit_id?: string | null;
          variant_id: string;
          workspace_id: string;
        };
        Update: {
          converted?: boolean;
          created_at?: string;
          currency?: string;
          engagement_score?: number | null;
          id?: string;
          occurred_at?: string;
          revenue?: number;
          test_id?: string;
          unit_id?: string | null;
          variant_id?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ab_test_results_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "ab_test_results_test";
            columns: ["workspace_id", "test_id"];
            isOneToOne: false;
            referencedRelation: "ab_tests";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_results_test";
            columns: ["workspace_id", "test_id"];
            isOneToOne: false;
            referencedRelation: "ab_tests_with_variants";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_results_variant";
            columns: ["workspace_id", "test_id", "variant_id"];
            isOneToOne: false;
            referencedRelation: "ab_test_variants";
            referencedColumns: ["workspace_id", "test_id", "id"];
          },
          {
            foreignKeyName: "ab_test_results_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ab_test_variants: {
        Row: {
          ad_id: string | null;
          blog_post_id: string | null;
          component_id: string | null;
          created_at: string;
          email_id: string | null;
          id: string;
          is_control: boolean;
          key: string;
          name: string | null;
          payload: NonNullable<Json>;
          social_post_id: string | null;
          test_id: string;
          updated_at: string;
          weight: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ad_id?: string | null;
          blog_post_id?: string | null;
          component_id?: string | null;
          created_at?: string;
          email_id?: string | null;
          id?: string;
          is_control?: never;
          key: string;
          name?: string | null;
          payload?: NonNullable<Json>;
          social_post_id?: string | null;
          test_id: string;
          updated_at?: string;
          weight?: number;
          workspace_id: string;
        };
        Update: {
          ad_id?: string | null;
          blog_post_id?: string | null;
          component_id?: string | null;
          created_at?: string;
          email_id?: string | null;
          id?: string;
          is_control?: never;
          key?: string;
          name?: string | null;
          payload?: NonNullable<Json>;
          social_post_id?: string | null;
          test_id?: string;
          updated_at?: string;
          weight?: number;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ab_test_variants_ad";
            columns: ["workspace_id", "ad_id"];
            isOneToOne: false;
            referencedRelation: "ads";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_variants_blog_post";
            columns: ["workspace_id", "blog_post_id"];
            isOneToOne: false;
            referencedRelation: "blog_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_variants_component";
            columns: ["workspace_id", "component_id"];
            isOneToOne: false;
            referencedRelation: "campaign_components";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_variants_component";
            columns: ["workspace_id", "component_id"];
            isOneToOne: false;
            referencedRelation: "component_totals";
            referencedColumns: ["workspace_id", "component_id"];
          },
          {
            foreignKeyName: "ab_test_variants_email";
            columns: ["workspace_id", "email_id"];
            isOneToOne: false;
            referencedRelation: "emails";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_variants_social_post";
            columns: ["workspace_id", "social_post_id"];
            isOneToOne: false;
            referencedRelation: "social_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_variants_test";
            columns: ["workspace_id", "test_id"];
            isOneToOne: false;
            referencedRelation: "ab_tests";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_variants_test";
            columns: ["workspace_id", "test_id"];
            isOneToOne: false;
            referencedRelation: "ab_tests_with_variants";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_variants_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ab_tests: {
        Row: {
          campaign_id: string | null;
          created_at: string;
          created_by: string | null;
          decision: Json | null;
          description: string | null;
          ended_at: string | null;
          id: string;
          metric: string;
          minimum_effect: number | null;
          name: string;
          product_id: string | null;
          significance: number;
          started_at: string | null;
          status: string;
          target_users: number | null;
          traffic_share: number;
          unit: string;
          updated_at: string;
          winner_variant_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          campaign_id?: string | null;
          created_at?: string;
          created_by?: string | null;
          decision?: Json | null;
          description?: string | null;
          ended_at?: string | null;
          id?: string;
          metric?: string;
          minimum_effect?: number | null;
          name: string;
          product_id?: string | null;
          significance?: number;
          started_at?: string | null;
          status?: string;
          target_users?: number | null;
          traffic_share?: number;
          unit?: string;
          updated_at?: string;
          winner_variant_id?: string | null;
          workspace_id: string;
        };
        Update: {
          campaign_id?: string | null;
          created_at?: string;
          created_by?: string | null;
          decision?: Json | null;
          description?: string | null;
          ended_at?: string | null;
          id?: string;
          metric?: string;
          minimum_effect?: number | null;
          name?: string;
          product_id?: string | null;
          significance?: number;
          started_at?: string | null;
          status?: string;
          target_users?: number | null;
          traffic_share?: number;
          unit?: string;
          updated_at?: string;
          winner_variant_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ab_tests_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "ab_tests_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_tests_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ab_tests_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_tests_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_tests_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_tests_winner";
            columns: ["workspace_id", "id", "winner_variant_id"];
            isOneToOne: false;
            referencedRelation: "ab_test_variants";
            referencedColumns: ["workspace_id", "test_id", "id"];
          },
          {
            foreignKeyName: "ab_tests_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ad_accounts: {
        Row: {
          account_id: string;
          account_name: string | null;
          created_at: string;
          currency: string;
          id: string;
          is_active: boolean;
          last_sync_at: string | null;
          platform: string;
          sync_error_message: string | null;
          time_zone: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          account_id: string;
          account_name?: string | null;
          created_at?: string;
          currency?: string;
          id?: string;
          is_active?: boolean;
          last_sync_at?: string | null;
          platform: string;
          sync_error_message?: string | null;
          time_zone?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          account_id?: string;
          account_name?: string | null;
          created_at?: string;
          currency?: string;
          id?: string;
          is_active?: boolean;
          last_sync_at?: string | null;
          platform?: string;
          sync_error_message?: string | null;
          time_zone?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ad_accounts_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "ad_accounts_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ad_campaigns: {
        Row: {
          ad_account_id: string | null;
          budget_amount: number | null;
          budget_type: string | null;
          campaign_id: string;
          created_at: string;
          currency: string;
          external_id: string | null;
          id: string;
          objective: string;
          target_audience: NonNullable<Json>;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ad_account_id?: string | null;
          budget_amount?: number | null;
          budget_type?: string | null;
          campaign_id: string;
          created_at?: string;
          currency?: string;
          external_id?: string | null;
          id?: string;
          objective: string;
          target_audience?: NonNullable<Json>;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          ad_account_id?: string | null;
          budget_amount?: number | null;
          budget_type?: string | null;
          campaign_id?: string;
          created_at?: string;
          currency?: string;
          external_id?: string | null;
          id?: string;
          objective?: string;
          target_audience?: NonNullable<Json>;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ad_campaigns_ad_account";
            columns: ["workspace_id", "ad_account_id"];
            isOneToOne: false;
            referencedRelation: "ad_accounts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ad_campaigns_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: true;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "ad_campaigns_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: true;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ad_campaigns_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "ad_campaigns_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ad_metrics: {
        Row: {
          ad_id: string;
          clicks: number;
          conversions: number;
          cpc: number | null;
          cpm: number | null;
          created_at: string;
          ctr: number | null;
          currency: string;
          date: string;
          fetched_at: string;
          id: string;
          impressions: number;
          raw: Json | null;
          revenue: number;
          roas: number | null;
          spend: number;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ad_id: string;
          clicks?: number;
          conversions?: number;
          cpc?: never;
          cpm?: never;
          created_at?: string;
          ctr?: never;
          currency?: string;
          date: string;
          fetched_at?: string;
          id?: string;
          impressions?: number;
          raw?: Json | null;
          revenue?: number;
          roas?: never;
          spend?: number;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          ad_id?: string;
          clicks?: number;
          conversions?: number;
          cpc?: never;
          cpm?: never;
          created_at?: string;
          ctr?: never;
          currency?: string;
          date?: string;
          fetched_at?: string;
          id?: string;
          impressions?: number;
          raw?: Json | null;
          revenue?: number;
          roas?: never;
          spend?: number;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ad_metrics_ad";
            columns: ["workspace_id", "ad_id"];
            isOneToOne: false;
            referencedRelation: "ads";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ad_metrics_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "ad_metrics_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ad_sets: {
        Row: {
          bid_strategy: string | null;
          budget_amount: number | null;
          campaign_id: string;
          created_at: string;
          currency: string;
          external_id: string | null;
          id: string;
          name: string;
          status: string;
          targeting: NonNullable<Json>;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          bid_strategy?: string | null;
          budget_amount?: number | null;
          campaign_id: string;
          created_at?: string;
          currency?: string;
          external_id?: string | null;
          id?: string;
          name: string;
          status?: string;
          targeting?: NonNullable<Json>;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          bid_strategy?: string | null;
          budget_amount?: number | null;
          campaign_id?: string;
          created_at?: string;
          currency?: string;
          external_id?: string | null;
          id?: string;
          name?: string;
          status?: string;
          targeting?: NonNullable<Json>;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ad_sets_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "ad_sets_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ad_sets_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "ad_sets_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ads: {
        Row: {
          ad_set_id: string;
          created_at: string;
          creative_data: NonNullable<Json>;
          destination_url: string | null;
          external_id: string | null;
          id: string;
          media_assets: NonNullable<Json>;
          name: string;
          search_vector: unknown;
          status: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ad_set_id: string;
          created_at?: string;
          creative_data?: NonNullable<Json>;
          destination_url?: string | null;
          external_id?: string | null;
          id?: string;
          media_assets?: NonNullable<Json>;
          name: string;
          search_vector?: never;
          status?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          ad_set_id?: string;
          created_at?: string;
          creative_data?: NonNullable<Json>;
          destination_url?: string | null;
          external_id?: string | null;
          id?: string;
          media_assets?: NonNullable<Json>;
          name?: string;
          search_vector?: never;
          status?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ads_ad_set";
            columns: ["workspace_id", "ad_set_id"];
            isOneToOne: false;
            referencedRelation: "ad_sets";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ads_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      affiliate_campaigns: {
        Row: {
          affiliate_link: string | null;
          campaign_id: string;
          created_at: string;
          funnel_type: string | null;
          id: string;
          settings: NonNullable<Json>;
          tracking_id: string | null;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          affiliate_link?: string | null;
          campaign_id: string;
          created_at?: string;
          funnel_type?: string | null;
          id?: string;
          settings?: NonNullable<Json>;
          tracking_id?: string | null;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          affiliate_link?: string | null;
          campaign_id?: string;
          created_at?: string;
          funnel_type?: string | null;
          id?: string;
          settings?: NonNullable<Json>;
          tracking_id?: string | null;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "affiliate_campaigns_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: true;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "affiliate_campaigns_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: true;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "affiliate_campaigns_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      affiliate_offers: {
        Row: {
          clickbank_id: string;
          commission_amount: number | null;
          commission_rate: number | null;
          created_at: string;
          currency: string;
          data_snapshot: Json | null;
          fetched_at: string | null;
          gravity: number | null;
          id: string;
          initial_sale_amount: number | null;
          popularity_rank: number | null;
          product_id: string;
          rebill: boolean;
          refund_rate: number | null;
          updated_at: string;
          vendor: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          clickbank_id: string;
          commission_amount?: number | null;
          commission_rate?: number | null;
          created_at?: string;
          currency?: string;
          data_snapshot?: Json | null;
          fetched_at?: string | null;
          gravity?: number | null;
          id?: string;
          initial_sale_amount?: number | null;
          popularity_rank?: number | null;
          product_id: string;
          rebill?: boolean;
          refund_rate?: number | null;
          updated_at?: string;
          vendor: string;
          workspace_id: string;
        };
        Update: {
          clickbank_id?: string;
          commission_amount?: number | null;
          commission_rate?: number | null;
          created_at?: string;
          currency?: string;
          data_snapshot?: Json | null;
          fetched_at?: string | null;
          gravity?: number | null;
          id?: string;
          initial_sale_amount?: number | null;
          popularity_rank?: number | null;
          product_id?: string;
          rebill?: boolean;
          refund_rate?: number | null;
          updated_at?: string;
          vendor?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "affiliate_offers_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "affiliate_offers_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: true;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "affiliate_offers_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: true;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "affiliate_offers_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: true;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "affiliate_offers_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_budget_alerts: {
        Row: {
          budget_id: string;
          created_at: string;
          period_start: string;
          threshold: number;
        };
        ComputedFields: never;
        Insert: {
          budget_id: string;
          created_at?: string;
          period_start: string;
          threshold: number;
        };
        Update: {
          budget_id?: string;
          created_at?: string;
          period_start?: string;
          threshold?: number;
        };
        Relationships: [
          {
            foreignKeyName: "ai_budget_alerts_budget_id_fkey";
            columns: ["budget_id"];
            isOneToOne: false;
            referencedRelation: "ai_budget_usage";
            referencedColumns: ["budget_id"];
          },
          {
            foreignKeyName: "ai_budget_alerts_budget_id_fkey";
            columns: ["budget_id"];
            isOneToOne: false;
            referencedRelation: "ai_budgets";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_budget_balances: {
        Row: {
          budget_id: string;
          cap: number;
          overrun: number;
          period_start: string;
          reserved: number;
          slot: number;
          smallest: number | null;
          spent: number;
        };
        ComputedFields: never;
        Insert: {
          budget_id: string;
          cap: number;
          overrun?: number;
          period_start: string;
          reserved?: number;
          slot: number;
          smallest?: number | null;
          spent?: number;
        };
        Update: {
          budget_id?: string;
          cap?: number;
          overrun?: number;
          period_start?: string;
          reserved?: number;
          slot?: number;
          smallest?: number | null;
          spent?: number;
        };
        Relationships: [
          {
            foreignKeyName: "ai_budget_balances_budget_id_fkey";
            columns: ["budget_id"];
            isOneToOne: false;
            referencedRelation: "ai_budget_usage";
            referencedColumns: ["budget_id"];
          },
          {
            foreignKeyName: "ai_budget_balances_budget_id_fkey";
            columns: ["budget_id"];
            isOneToOne: false;
            referencedRelation: "ai_budgets";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_budgets: {
        Row: {
          campaign_id: string | null;
          cap: number;
          created_at: string;
          id: string;
          is_default: boolean;
          period: string;
          scope: string;
          slots: number;
          thresholds: number[];
          unit: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          campaign_id?: string | null;
          cap: number;
          created_at?: string;
          id?: string;
          is_default?: boolean;
          period: string;
          scope?: never;
          slots?: number;
          thresholds?: number[];
          unit?: string;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          campaign_id?: string | null;
          cap?: number;
          created_at?: string;
          id?: string;
          is_default?: boolean;
          period?: string;
          scope?: never;
          slots?: number;
          thresholds?: number[];
          unit?: string;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "ai_budgets_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "ai_budgets_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_budgets_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_budgets_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_cost_tracking: {
        Row: {
          anthropic_cost: number;
          created_at: string;
          currency: string;
          date: string;
          generations_count: number;
          id: string;
          openai_cost: number;
          other_cost: number;
          tokens_used: number;
          total_cost: number;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          anthropic_cost?: number;
          created_at?: string;
          currency?: string;
          date: string;
          generations_count?: number;
          id?: string;
          openai_cost?: number;
          other_cost?: number;
          tokens_used?: number;
          total_cost?: never;
          updated_at?: string;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          anthropic_cost?: number;
          created_at?: string;
          currency?: string;
          date?: string;
          generations_count?: number;
          id?: string;
          openai_cost?: number;
          other_cost?: number;
          tokens_used?: number;
          total_cost?: never;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ai_cost_tracking_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_cost_tracking_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_generation_types: {
        Row: {
          created_at: string;
          description: string;
          instruction_bytes: number;
          is_active: boolean;
          kind: string;
          options: string[];
          output_tokens: number;
          type: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          description: string;
          instruction_bytes?: number;
          is_active?: boolean;
          kind: string;
          options?: string[];
          output_tokens: number;
          type: string;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          description?: string;
          instruction_bytes?: number;
          is_active?: boolean;
          kind?: string;
          options?: string[];
          output_tokens?: number;
          type?: string;
          updated_at?: string;
        };
        Relationships: [];
      };
      ai_generations: {
        Row: {
          accepted: boolean | null;
          batch_id: string | null;
          blog_post_id: string | null;
          bundle_order_item_id: string | null;
          business_id: string | null;
          campaign_id: string | null;
          completed_at: string | null;
          completion_tokens: number | null;
          component_id: string | null;
          content_bundle_id: string | null;
          content_id: string | null;
          content_upgrade_id: string | null;
          cost: number | null;
          created_at: string;
          email_sequence_id: string | null;
          error_message: string | null;
          estimated_cost: number;
          generation_time_seconds: number | null;
          generation_type: string;
          id: string;
          idempotency_key: string | null;
          input_bytes: number;
          iterations: number;
          language: string;
          model_requested: string | null;
          model_used: string | null;
          output_tokens: number;
          parameters: NonNullable<Json>;
          parent_id: string | null;
          product_id: string | null;
          progress: number;
          prompt_text: string;
          prompt_tokens: number | null;
          prompt_version: string | null;
          provider: string | null;
          reference_images: string[];
          result_asset_id: string | null;
          result_data: Json | null;
          social_post_id: string | null;
          stage: string | null;
          started_at: string | null;
          status: string;
          tier: string;
          updated_at: string;
          usage: NonNullable<Json>;
          user_feedback: string | null;
          user_id: string | null;
          user_rating: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          accepted?: boolean | null;
          batch_id?: string | null;
          blog_post_id?: string | null;
          bundle_order_item_id?: string | null;
          business_id?: string | null;
          campaign_id?: string | null;
          completed_at?: string | null;
          completion_tokens?: number | null;
          component_id?: string | null;
          content_bundle_id?: string | null;
          content_id?: string | null;
          content_upgrade_id?: string | null;
          cost?: number | null;
          created_at?: string;
          email_sequence_id?: string | null;
          error_message?: string | null;
          estimated_cost?: number;
          generation_time_seconds?: never;
          generation_type: string;
          id?: string;
          idempotency_key?: string | null;
          input_bytes?: number;
          iterations?: number;
          language?: string;
          model_requested?: string | null;
          model_used?: string | null;
          output_tokens?: number;
          parameters?: NonNullable<Json>;
          parent_id?: string | null;
          product_id?: string | null;
          progress?: number;
          prompt_text: string;
          prompt_tokens?: number | null;
          prompt_version?: string | null;
          provider?: string | null;
          reference_images?: string[];
          result_asset_id?: string | null;
          result_data?: Json | null;
          social_post_id?: string | null;
          stage?: string | null;
          started_at?: string | null;
          status?: string;
          tier?: string;
          updated_at?: string;
          usage?: NonNullable<Json>;
          user_feedback?: string | null;
          user_id?: string | null;
          user_rating?: number | null;
          workspace_id: string;
        };
        Update: {
          accepted?: boolean | null;
          batch_id?: string | null;
          blog_post_id?: string | null;
          bundle_order_item_id?: string | null;
          business_id?: string | null;
          campaign_id?: string | null;
          completed_at?: string | null;
          completion_tokens?: number | null;
          component_id?: string | null;
          content_bundle_id?: string | null;
          content_id?: string | null;
          content_upgrade_id?: string | null;
          cost?: number | null;
          created_at?: string;
          email_sequence_id?: string | null;
          error_message?: string | null;
          estimated_cost?: number;
          generation_time_seconds?: never;
          generation_type?: string;
          id?: string;
          idempotency_key?: string | null;
          input_bytes?: number;
          iterations?: number;
          language?: string;
          model_requested?: string | null;
          model_used?: string | null;
          output_tokens?: number;
          parameters?: NonNullable<Json>;
          parent_id?: string | null;
          product_id?: string | null;
          progress?: number;
          prompt_text?: string;
          prompt_tokens?: number | null;
          prompt_version?: string | null;
          provider?: string | null;
          reference_images?: string[];
          result_asset_id?: string | null;
          result_data?: Json | null;
          social_post_id?: string | null;
          stage?: string | null;
          started_at?: string | null;
          status?: string;
          tier?: string;
          updated_at?: string;
          usage?: NonNullable<Json>;
          user_feedback?: string | null;
          user_id?: string | null;
          user_rating?: number | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ai_generations_blog_post";
            columns: ["workspace_id", "blog_post_id"];
            isOneToOne: false;
            referencedRelation: "blog_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_bundle_order_item";
            columns: ["workspace_id", "bundle_order_item_id"];
            isOneToOne: false;
            referencedRelation: "bundle_order_items";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "ai_generations_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_component";
            columns: ["workspace_id", "component_id"];
            isOneToOne: false;
            referencedRelation: "campaign_components";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_component";
            columns: ["workspace_id", "component_id"];
            isOneToOne: false;
            referencedRelation: "component_totals";
            referencedColumns: ["workspace_id", "component_id"];
          },
          {
            foreignKeyName: "ai_generations_content";
            columns: ["workspace_id", "content_id"];
            isOneToOne: false;
            referencedRelation: "contents";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_content_bundle";
            columns: ["workspace_id", "content_bundle_id"];
            isOneToOne: false;
            referencedRelation: "content_bundles";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_content_upgrade";
            columns: ["workspace_id", "content_upgrade_id"];
            isOneToOne: false;
            referencedRelation: "content_upgrades";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_email_sequence";
            columns: ["workspace_id", "email_sequence_id"];
            isOneToOne: false;
            referencedRelation: "email_sequences";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_model_requested_fkey";
            columns: ["model_requested"];
            isOneToOne: false;
            referencedRelation: "ai_models";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_generations_model_used_fkey";
            columns: ["model_used"];
            isOneToOne: false;
            referencedRelation: "ai_models";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_generations_parent";
            columns: ["workspace_id", "parent_id"];
            isOneToOne: false;
            referencedRelation: "ai_generations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_parent";
            columns: ["workspace_id", "parent_id"];
            isOneToOne: false;
            referencedRelation: "generation_jobs";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_result_asset";
            columns: ["workspace_id", "result_asset_id"];
            isOneToOne: false;
            referencedRelation: "content_assets";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_social_post";
            columns: ["workspace_id", "social_post_id"];
            isOneToOne: false;
            referencedRelation: "social_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_generations_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_model_prices: {
        Row: {
          above_input_tokens: number;
          cache_write_1h_per_million: number | null;
          cache_write_per_million: number | null;
          cached_image_input_per_million: number | null;
          cached_input_per_million: number | null;
          characters_per_million: number | null;
          created_at: string;
          currency: string;
          id: string;
          image_input_per_million: number | null;
          image_output_per_million: number | null;
          input_per_million: number | null;
          model_id: string;
          output_per_million: number | null;
          per_second: number | null;
          tier: string;
          valid_from: string;
        };
        ComputedFields: never;
        Insert: {
          above_input_tokens?: number;
          cache_write_1h_per_million?: number | null;
          cache_write_per_million?: number | null;
          cached_image_input_per_million?: number | null;
          cached_input_per_million?: number | null;
          characters_per_million?: number | null;
          created_at?: string;
          currency?: string;
          id?: string;
          image_input_per_million?: number | null;
          image_output_per_million?: number | null;
          input_per_million?: number | null;
          model_id: string;
          output_per_million?: number | null;
          per_second?: number | null;
          tier?: string;
          valid_from: string;
        };
        Update: {
          above_input_tokens?: number;
          cache_write_1h_per_million?: number | null;
          cache_write_per_million?: number | null;
          cached_image_input_per_million?: number | null;
          cached_input_per_million?: number | null;
          characters_per_million?: number | null;
          created_at?: string;
          currency?: string;
          id?: string;
          image_input_per_million?: number | null;
          image_output_per_million?: number | null;
          input_per_million?: number | null;
          model_id?: string;
          output_per_million?: number | null;
          per_second?: number | null;
          tier?: string;
          valid_from?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ai_model_prices_model_id_fkey";
            columns: ["model_id"];
            isOneToOne: false;
            referencedRelation: "ai_models";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_models: {
        Row: {
          created_at: string;
          id: string;
          is_active: boolean;
          kind: string;
          provider: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id: string;
          is_active?: boolean;
          kind: string;
          provider: string;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          is_active?: boolean;
          kind?: string;
          provider?: string;
          updated_at?: string;
        };
        Relationships: [];
      };
      ai_reservations: {
        Row: {
          applied_cost: number;
          applied_credits_reserved: number;
          applied_credits_spent: number;
          applied_overrun: number;
          applied_reserved: number;
          applied_spent: number;
          applied_successes: number;
          applied_tokens: number;
          budget_ids: string[];
          called_at: string | null;
          cost: number | null;
          created_at: string;
          credits: number;
          day: string;
          estimate: number;
          expires_at: string;
          generation_id: string | null;
          id: string;
          is_applied: boolean;
          is_success: boolean;
          model_id: string | null;
          period_starts: string[];
          settled_at: string | null;
          slots: number[];
          status: string;
          tier: string;
          updated_at: string;
          usage: NonNullable<Json>;
          user_id: string | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          applied_cost?: number;
          applied_credits_reserved?: number;
          applied_credits_spent?: number;
          applied_overrun?: number;
          applied_reserved?: number;
          applied_spent?: number;
          applied_successes?: number;
          applied_tokens?: number;
          budget_ids?: string[];
          called_at?: string | null;
          cost?: number | null;
          created_at?: string;
          credits?: number;
          day?: string;
          estimate: number;
          expires_at: string;
          generation_id?: string | null;
          id?: string;
          is_applied?: boolean;
          is_success?: boolean;
          model_id?: string | null;
          period_starts?: string[];
          settled_at?: string | null;
          slots?: number[];
          status?: string;
          tier?: string;
          updated_at?: string;
          usage?: NonNullable<Json>;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          applied_cost?: number;
          applied_credits_reserved?: number;
          applied_credits_spent?: number;
          applied_overrun?: number;
          applied_reserved?: number;
          applied_spent?: number;
          applied_successes?: number;
          applied_tokens?: number;
          budget_ids?: string[];
          called_at?: string | null;
          cost?: number | null;
          created_at?: string;
          credits?: number;
          day?: string;
          estimate?: number;
          expires_at?: string;
          generation_id?: string | null;
          id?: string;
          is_applied?: boolean;
          is_success?: boolean;
          model_id?: string | null;
          period_starts?: string[];
          settled_at?: string | null;
          slots?: number[];
          status?: string;
          tier?: string;
          updated_at?: string;
          usage?: NonNullable<Json>;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "ai_reservations_generation";
            columns: ["workspace_id", "generation_id"];
            isOneToOne: false;
            referencedRelation: "ai_generations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_reservations_generation";
            columns: ["workspace_id", "generation_id"];
            isOneToOne: false;
            referencedRelation: "generation_jobs";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_reservations_model_id_fkey";
            columns: ["model_id"];
            isOneToOne: false;
            referencedRelation: "ai_models";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_reservations_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_reservations_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_shut_offs: {
        Row: {
          created_at: string;
          created_by: string | null;
          id: string;
          reason: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          created_by?: string | null;
          id?: string;
          reason?: string | null;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          created_by?: string | null;
          id?: string;
          reason?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "ai_shut_offs_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_shut_offs_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: true;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      analytics_settings: {
        Row: {
          created_at: string;
          currency: string;
          id: string;
          ip_mode: string;
          keeps_bots: boolean;
          names_visitors: boolean;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          currency?: string;
          id?: never;
          ip_mode?: string;
          keeps_bots?: boolean;
          names_visitors?: boolean;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          currency?: string;
          id?: never;
          ip_mode?: string;
          keeps_bots?: boolean;
          names_visitors?: boolean;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "analytics_settings_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "analytics_settings_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: true;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      api_keys: {
        Row: {
          business_id: string | null;
          created_at: string;
          expires_at: string | null;
          id: string;
          is_active: boolean;
          key_hash: string;
          key_prefix: string;
          name: string;
          rate_limit: number;
          revoked_at: string | null;
          scopes: string[];
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          business_id?: string | null;
          created_at?: string;
          expires_at?: string | null;
          id?: string;
          is_active?: boolean;
          key_hash: string;
          key_prefix: string;
          name: string;
          rate_limit?: number;
          revoked_at?: string | null;
          scopes: string[];
          updated_at?: string;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          business_id?: string | null;
          created_at?: string;
          expires_at?: string | null;
          id?: string;
          is_active?: boolean;
          key_hash?: string;
          key_prefix?: string;
          name?: string;
          rate_limit?: number;
          revoked_at?: string | null;
          scopes?: string[];
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "api_keys_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "api_keys_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "api_keys_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      api_logs: {
        Row: {
          api_key_id: string | null;
          created_at: string;
          duration_ms: number | null;
          endpoint: string;
          id: string;
          ip_address: unknown;
          method: string;
          status_code: number;
          user_agent: string | null;
          user_id: string | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          api_key_id?: string | null;
          created_at?: string;
          duration_ms?: number | null;
          endpoint: string;
          id?: string;
          ip_address?: unknown;
          method: string;
          status_code: number;
          user_agent?: string | null;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          api_key_id?: string | null;
          created_at?: string;
          duration_ms?: number | null;
          endpoint?: string;
          id?: string;
          ip_address?: unknown;
          method?: string;
          status_code?: number;
          user_agent?: string | null;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "api_logs_api_key";
            columns: ["workspace_id", "api_key_id"];
            isOneToOne: false;
            referencedRelation: "api_key_usage";
            referencedColumns: ["workspace_id", "api_key_id"];
          },
          {
            foreignKeyName: "api_logs_api_key";
            columns: ["workspace_id", "api_key_id"];
            isOneToOne: false;
            referencedRelation: "api_keys";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "api_logs_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "api_logs_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      app_settings: {
        Row: {
          created_at: string;
          description: string | null;
          key: string;
          updated_at: string;
          value: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          description?: string | null;
          key: string;
          updated_at?: string;
          value: NonNullable<Json>;
        };
        Update: {
          created_at?: string;
          description?: string | null;
          key?: string;
          updated_at?: string;
          value?: NonNullable<Json>;
        };
        Relationships: [];
      };
      attribution_credits: {
        Row: {
          ad_id: string | null;
          amount: number;
          campaign_id: string | null;
          channel: string;
          component_id: string | null;
          created_at: string;
          credited_at: string;
          currency: string;
          details: NonNullable<Json>;
          event_id: string | null;
          event_occurred_at: string | null;
          fact: string;
          id: string;
          medium: string | null;
          model: string;
          order_id: string;
          platform: string | null;
          reason: string;
          revision: number;
          share: number;
          source: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ad_id?: string | null;
          amount: number;
          campaign_id?: string | null;
          channel?: string;
          component_id?: string | null;
          created_at?: string;
          credited_at: string;
          currency: string;
          details?: NonNullable<Json>;
          event_id?: string | null;
          event_occurred_at?: string | null;
          fact?: string;
          id?: string;
          medium?: string | null;
          model: string;
          order_id: string;
          platform?: string | null;
          reason?: string;
          revision?: number;
          share: number;
          source?: string | null;
          workspace_id: string;
        };
        Update: {
          ad_id?: string | null;
          amount?: number;
          campaign_id?: string | null;
          channel?: string;
          component_id?: string | null;
          created_at?: string;
          credited_at?: string;
          currency?: string;
          details?: NonNullable<Json>;
          event_id?: string | null;
          event_occurred_at?: string | null;
          fact?: string;
          id?: string;
          medium?: string | null;
          model?: string;
          order_id?: string;
          platform?: string | null;
          reason?: string;
          revision?: number;
          share?: number;
          source?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "attribution_credits_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "attribution_credits_order";
            columns: ["workspace_id", "order_id"];
            isOneToOne: false;
            referencedRelation: "orders";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "attribution_credits_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      attribution_daily: {
        Row: {
          currency: string;
          date: string;
          dimension: string;
          id: number;
          key: string;
          model: string;
          net_revenue: number | null;
          orders: number;
          refunds: number;
          revenue: number;
          spend: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          currency: string;
          date: string;
          dimension: string;
          id?: never;
          key: string;
          model: string;
          net_revenue?: never;
          orders?: number;
          refunds?: number;
          revenue?: number;
          spend?: number;
          workspace_id: string;
        };
        Update: {
          currency?: string;
          date?: string;
          dimension?: string;
          id?: never;
          key?: string;
          model?: string;
          net_revenue?: never;
          orders?: number;
          refunds?: number;
          revenue?: number;
          spend?: number;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "attribution_daily_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "attribution_daily_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      attribution_models: {
        Row: {
          channel: string;
          computed_at: string;
          conversions: number;
          id: string;
          model: string;
          paths: number;
          removal_effect: number | null;
          since: string;
          until: string;
          weight: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          channel: string;
          computed_at: string;
          conversions: number;
          id?: string;
          model: string;
          paths: number;
          removal_effect?: number | null;
          since: string;
          until: string;
          weight: number;
          workspace_id: string;
        };
        Update: {
          channel?: string;
          computed_at?: string;
          conversions?: number;
          id?: string;
          model?: string;
          paths?: number;
          removal_effect?: number | null;
          since?: string;
          until?: string;
          weight?: number;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "attribution_models_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      attribution_settings: {
        Row: {
          created_at: string;
          first_weight: number;
          half_life_days: number;
          id: string;
          last_weight: number;
          look_back_days: number;
          markov_order: number;
          middle_weight: number;
          model: string;
          touches: string;
          updated_at: string;
          view_through_days: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          first_weight?: number;
          half_life_days?: number;
          id?: string;
          last_weight?: number;
          look_back_days?: number;
          markov_order?: number;
          middle_weight?: number;
          model?: string;
          touches?: string;
          updated_at?: string;
          view_through_days?: number;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          first_weight?: number;
          half_life_days?: number;
          id?: string;
          last_weight?: number;
          look_back_days?: number;
          markov_order?: number;
          middle_weight?: number;
          model?: string;
          touches?: string;
          updated_at?: string;
          view_through_days?: number;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "attribution_settings_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: true;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      audit_logs: {
        Row: {
          action: string;
          actor_id: string | null;
          actor_kind: string;
          ai_generated: boolean;
          ai_generation_id: string | null;
          ai_model: string | null;
          ai_prompt: string | null;
          changes: NonNullable<Json>;
          created_at: string;
          entity_id: string | null;
          entity_key: string | null;
          entity_type: string;
          id: string;
          ip_address: unknown;
          user_agent: string | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          action: string;
          actor_id?: string | null;
          actor_kind?: string;
          ai_generated?: boolean;
          ai_generation_id?: string | null;
          ai_model?: string | null;
          ai_prompt?: string | null;
          changes: NonNullable<Json>;
          created_at?: string;
          entity_id?: string | null;
          entity_key?: string | null;
          entity_type: string;
          id?: string;
          ip_address?: unknown;
          user_agent?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          action?: string;
          actor_id?: string | null;
          actor_kind?: string;
          ai_generated?: boolean;
          ai_generation_id?: string | null;
          ai_model?: string | null;
          ai_prompt?: string | null;
          changes?: NonNullable<Json>;
          created_at?: string;
          entity_id?: string | null;
          entity_key?: string | null;
          entity_type?: string;
          id?: string;
          ip_address?: unknown;
          user_agent?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "audit_logs_actor_id_fkey";
            columns: ["actor_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "audit_logs_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      billing_sessions: {
        Row: {
          bundle_order_id: string | null;
          completed_at: string | null;
          created_at: string;
          error_message: string | null;
          expires_at: string | null;
          id: string;
          idempotency_key: string | null;
          kind: string;
          options: NonNullable<Json>;
          plan_id: string | null;
          quantity: number;
          status: string;
          stripe_session_id: string | null;
          updated_at: string;
          url: string | null;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          bundle_order_id?: string | null;
          completed_at?: string | null;
          created_at?: string;
          error_message?: string | null;
          expires_at?: string | null;
          id?: string;
          idempotency_key?: string | null;
          kind: string;
          options?: NonNullable<Json>;
          plan_id?: string | null;
          quantity?: number;
          status?: string;
          stripe_session_id?: string | null;
          updated_at?: string;
          url?: string | null;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          bundle_order_id?: string | null;
          completed_at?: string | null;
          created_at?: string;
          error_message?: string | null;
          expires_at?: string | null;
          id?: string;
          idempotency_key?: string | null;
          kind?: string;
          options?: NonNullable<Json>;
          plan_id?: string | null;
          quantity?: number;
          status?: string;
          stripe_session_id?: string | null;
          updated_at?: string;
          url?: string | null;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "billing_sessions_bundle_order";
            columns: ["workspace_id", "bundle_order_id"];
            isOneToOne: false;
            referencedRelation: "bundle_orders";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "billing_sessions_plan_id_fkey";
            columns: ["plan_id"];
            isOneToOne: false;
            referencedRelation: "subscription_plans";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "billing_sessions_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "billing_sessions_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      blog_posts: {
        Row: {
          bundle_id: string | null;
          business_id: string;
          content: string;
          conversion_goal: string;
          created_at: string;
          cta_text: string | null;
          cta_url: string | null;
          estimated_reading_time: number | null;
          id: string;
          is_variant: boolean;
          is_winner: boolean | null;
          keywords: string[];
          language: string;
          meta_description: string | null;
          next_action_id: string | null;
          next_action_type: string | null;
          next_content_upgrade_id: string | null;
          next_email_sequence_id: string | null;
          performance_metrics: NonNullable<Json>;
          primary_cta: string | null;
          product_id: string | null;
          published_at: string | null;
          scheduled_for: string | null;
          search_vector: unknown;
          status: string;
          title: string;
          updated_at: string;
          variant_group_id: string | null;
          winning_threshold: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          bundle_id?: string | null;
          business_id: string;
          content: string;
          conversion_goal?: string;
          created_at?: string;
          cta_text?: string | null;
          cta_url?: string | null;
          estimated_reading_time?: number | null;
          id?: string;
          is_variant?: boolean;
          is_winner?: boolean | null;
          keywords?: string[];
          language?: string;
          meta_description?: string | null;
          next_action_id?: never;
          next_action_type?: never;
          next_content_upgrade_id?: string | null;
          next_email_sequence_id?: string | null;
          performance_metrics?: NonNullable<Json>;
          primary_cta?: string | null;
          product_id?: string | null;
          published_at?: string | null;
          scheduled_for?: string | null;
          search_vector?: never;
          status?: string;
          title: string;
          updated_at?: string;
          variant_group_id?: string | null;
          winning_threshold?: number | null;
          workspace_id: string;
        };
        Update: {
          bundle_id?: string | null;
          business_id?: string;
          content?: string;
          conversion_goal?: string;
          created_at?: string;
          cta_text?: string | null;
          cta_url?: string | null;
          estimated_reading_time?: number | null;
          id?: string;
          is_variant?: boolean;
          is_winner?: boolean | null;
          keywords?: string[];
          language?: string;
          meta_description?: string | null;
          next_action_id?: never;
          next_action_type?: never;
          next_content_upgrade_id?: string | null;
          next_email_sequence_id?: string | null;
          performance_metrics?: NonNullable<Json>;
          primary_cta?: string | null;
          product_id?: string | null;
          published_at?: string | null;
          scheduled_for?: string | null;
          search_vector?: never;
          status?: string;
          title?: string;
          updated_at?: string;
          variant_group_id?: string | null;
          winning_threshold?: number | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "blog_posts_bundle";
            columns: ["workspace_id", "bundle_id"];
            isOneToOne: false;
            referencedRelation: "content_bundles";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "blog_posts_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "blog_posts_next_content_upgrade";
            columns: ["workspace_id", "next_content_upgrade_id"];
            isOneToOne: false;
            referencedRelation: "content_upgrades";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "blog_posts_next_email_sequence";
            columns: ["workspace_id", "next_email_sequence_id"];
            isOneToOne: false;
            referencedRelation: "email_sequences";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "blog_posts_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "blog_posts_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "blog_posts_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "blog_posts_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      bonus_deliveries: {
        Row: {
          bonus_id: string;
          created_at: string;
          customer_id: string | null;
          delivered_at: string | null;
          error_message: string | null;
          id: string;
          recipient_email: string;
          status: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          bonus_id: string;
          created_at?: string;
          customer_id?: string | null;
          delivered_at?: string | null;
          error_message?: string | null;
          id?: string;
          recipient_email: string;
          status?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          bonus_id?: string;
          created_at?: string;
          customer_id?: string | null;
          delivered_at?: string | null;
          error_message?: string | null;
          id?: string;
          recipient_email?: string;
          status?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "bonus_deliveries_bonus";
            columns: ["workspace_id", "bonus_id"];
            isOneToOne: false;
            referencedRelation: "bonuses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "bonus_deliveries_customer";
            columns: ["workspace_id", "customer_id"];
            isOneToOne: false;
            referencedRelation: "customers";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "bonus_deliveries_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      bonuses: {
        Row: {
          campaign_id: string;
          created_at: string;
          delivery_method: string;
          description: string | null;
          file_url: string | null;
          id: string;
          is_active: boolean;
          metadata: NonNullable<Json>;
          name: string;
          updated_at: string;
          workspace_id: string;
          delivered_count: number | null;
          last_delivered_at: string | null;
        };
        ComputedFields: "delivered_count" | "last_delivered_at";
        Insert: {
          campaign_id: string;
          created_at?: string;
          delivery_method?: string;
          description?: string | null;
          file_url?: string | null;
          id?: string;
          is_active?: boolean;
          metadata?: NonNullable<Json>;
          name: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          campaign_id?: string;
          created_at?: string;
          delivery_method?: string;
          description?: string | null;
          file_url?: string | null;
          id?: string;
          is_active?: boolean;
          metadata?: NonNullable<Json>;
          name?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "bonuses_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "bonuses_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "bonuses_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      bundle_order_items: {
        Row: {
          content_bundle_id: string | null;
          created_at: string;
          currency: string;
          discount_amount: number;
          discount_amount_cents: number;
          id: string;
          options: NonNullable<Json>;
          order_id: string;
          product_id: string;
          quantity: number;
          subtotal: number;
          subtotal_cents: number;
          unit_price: number;
          unit_price_cents: number;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          content_bundle_id?: string | null;
          created_at?: string;
          currency: string;
          discount_amount?: number;
          discount_amount_cents?: never;
          id?: string;
          options?: NonNullable<Json>;
          order_id: string;
          product_id: string;
          quantity?: number;
          subtotal?: never;
          subtotal_cents?: never;
          unit_price: number;
          unit_price_cents?: never;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          content_bundle_id?: string | null;
          created_at?: string;
          currency?: string;
          discount_amount?: number;
          discount_amount_cents?: never;
          id?: string;
          options?: NonNullable<Json>;
          order_id?: string;
          product_id?: string;
          quantity?: number;
          subtotal?: never;
          subtotal_cents?: never;
          unit_price?: number;
          unit_price_cents?: never;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "bundle_order_items_content_bundle";
            columns: ["workspace_id", "content_bundle_id"];
            isOneToOne: false;
            referencedRelation: "content_bundles";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "bundle_order_items_order";
            columns: ["workspace_id", "order_id", "currency"];
            isOneToOne: false;
            referencedRelation: "bundle_orders";
            referencedColumns: ["workspace_id", "id", "currency"];
          },
          {
            foreignKeyName: "bundle_order_items_product_id_fkey";
            columns: ["product_id"];
            isOneToOne: false;
            referencedRelation: "bundle_products";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "bundle_order_items_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      bundle_orders: {
        Row: {
          business_id: string | null;
          created_at: string;
          currency: string;
          id: string;
          metadata: NonNullable<Json>;
          paid_at: string | null;
          payment_intent_id: string | null;
          payment_method: string | null;
          payment_status: string | null;
          refunded_at: string | null;
          status: string;
          total_amount: number;
          total_amount_cents: number;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          business_id?: string | null;
          created_at?: string;
          currency?: string;
          id?: string;
          metadata?: NonNullable<Json>;
          paid_at?: string | null;
          payment_intent_id?: string | null;
          payment_method?: string | null;
          payment_status?: string | null;
          refunded_at?: string | null;
          status?: string;
          total_amount: number;
          total_amount_cents?: never;
          updated_at?: string;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          business_id?: string | null;
          created_at?: string;
          currency?: string;
          id?: string;
          metadata?: NonNullable<Json>;
          paid_at?: string | null;
          payment_intent_id?: string | null;
          payment_method?: string | null;
          payment_status?: string | null;
          refunded_at?: string | null;
          status?: string;
          total_amount?: number;
          total_amount_cents?: never;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "bundle_orders_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "bundle_orders_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "bundle_orders_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "bundle_orders_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      bundle_products: {
        Row: {
          base_price: number;
          base_price_cents: number;
          content_count: number;
          created_at: string;
          currency: string;
          description: string;
          features: NonNullable<Json>;
          id: string;
          is_active: boolean;
          name: string;
          stripe_price_id: string | null;
          time_period: string;
          type: string;
          updated_at: string;
          volume_discounts: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          base_price: number;
          base_price_cents?: never;
          content_count: number;
          created_at?: string;
          currency?: string;
          description: string;
          features?: NonNullable<Json>;
          id?: string;
          is_active?: boolean;
          name: string;
          stripe_price_id?: string | null;
          time_period: string;
          type: string;
          updated_at?: string;
          volume_discounts?: NonNullable<Json>;
        };
        Update: {
          base_price?: number;
          base_price_cents?: never;
          content_count?: number;
          created_at?: string;
          currency?: string;
          description?: string;
          features?: NonNullable<Json>;
          id?: string;
          is_active?: boolean;
          name?: string;
          stripe_price_id?: string | null;
          time_period?: string;
          type?: string;
          updated_at?: string;
          volume_discounts?: NonNullable<Json>;
        };
        Relationships: [
          {
            foreignKeyName: "bundle_products_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
        ];
      };
      businesses: {
        Row: {
          audience_demographics: NonNullable<Json>;
          audience_desired_outcomes: string[] | null;
          audience_job_role: string | null;
          audience_pain_points: string[] | null;
          audience_psychographics: NonNullable<Json>;
          awareness_stage: string | null;
          blog_style: string | null;
          brand_keywords: string[] | null;
          business_type: string;
          competitor_social_accounts: string[] | null;
          competitors: string[] | null;
          content_upgrade_type: string | null;
          core_offer_description: string;
          created_at: string;
          email_frequency: string | null;
          email_tone: string | null;
          id: string;
          industry: string;
          list_building_goals: string[] | null;
          name: string;
          platform_preferences: NonNullable<Json>;
          primary_content_goal: string | null;
          primary_cta: string | null;
          primary_product: string;
          primary_topics: string[] | null;
          profile_id: string | null;
          promotions: NonNullable<Json>;
          revenue_targets: string | null;
          social_platforms: string[] | null;
          tone_of_voice: string | null;
          updated_at: string;
          website: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          audience_demographics?: NonNullable<Json>;
          audience_desired_outcomes?: string[] | null;
          audience_job_role?: string | null;
          audience_pain_points?: string[] | null;
          audience_psychographics?: NonNullable<Json>;
          awareness_stage?: string | null;
          blog_style?: string | null;
          brand_keywords?: string[] | null;
          business_type: string;
          competitor_social_accounts?: string[] | null;
          competitors?: string[] | null;
          content_upgrade_type?: string | null;
          core_offer_description: string;
          created_at?: string;
          email_frequency?: string | null;
          email_tone?: string | null;
          id?: string;
          industry: string;
          list_building_goals?: string[] | null;
          name: string;
          platform_preferences?: NonNullable<Json>;
          primary_content_goal?: string | null;
          primary_cta?: string | null;
          primary_product: string;
          primary_topics?: string[] | null;
          profile_id?: string | null;
          promotions?: NonNullable<Json>;
          revenue_targets?: string | null;
          social_platforms?: string[] | null;
          tone_of_voice?: string | null;
          updated_at?: string;
          website?: string | null;
          workspace_id: string;
        };
        Update: {
          audience_demographics?: NonNullable<Json>;
          audience_desired_outcomes?: string[] | null;
          audience_job_role?: string | null;
          audience_pain_points?: string[] | null;
          audience_psychographics?: NonNullable<Json>;
          awareness_stage?: string | null;
          blog_style?: string | null;
          brand_keywords?: string[] | null;
          business_type?: string;
          competitor_social_accounts?: string[] | null;
          competitors?: string[] | null;
          content_upgrade_type?: string | null;
          core_offer_description?: string;
          created_at?: string;
          email_frequency?: string | null;
          email_tone?: string | null;
          id?: string;
          industry?: string;
          list_building_goals?: string[] | null;
          name?: string;
          platform_preferences?: NonNullable<Json>;
          primary_content_goal?: string | null;
          primary_cta?: string | null;
          primary_product?: string;
          primary_topics?: string[] | null;
          profile_id?: string | null;
          promotions?: NonNullable<Json>;
          revenue_targets?: string | null;
          social_platforms?: string[] | null;
          tone_of_voice?: string | null;
          updated_at?: string;
          website?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "businesses_profile_id_fkey";
            columns: ["profile_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "businesses_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      campaign_components: {
        Row: {
          ai_generation_metadata: NonNullable<Json>;
          campaign_id: string;
          code: string;
          component_type: string;
          created_at: string;
          css_styles: string | null;
          export_formats: NonNullable<Json>;
          id: string;
          name: string;
          parent_component_id: string | null;
          preview_url: string | null;
          props: NonNullable<Json>;
          search_vector: unknown;
          sort_order: number;
          updated_at: string;
          version: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ai_generation_metadata?: NonNullable<Json>;
          campaign_id: string;
          code?: string;
          component_type: string;
          created_at?: string;
          css_styles?: string | null;
          export_formats?: NonNullable<Json>;
          id?: string;
          name: string;
          parent_component_id?: string | null;
          preview_url?: string | null;
          props?: NonNullable<Json>;
          search_vector?: never;
          sort_order?: number;
          updated_at?: string;
          version?: number;
          workspace_id: string;
        };
        Update: {
          ai_generation_metadata?: NonNullable<Json>;
          campaign_id?: string;
          code?: string;
          component_type?: string;
          created_at?: string;
          css_styles?: string | null;
          export_formats?: NonNullable<Json>;
          id?: string;
          name?: string;
          parent_component_id?: string | null;
          preview_url?: string | null;
          props?: NonNullable<Json>;
          search_vector?: never;
          sort_order?: number;
          updated_at?: string;
          version?: number;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "campaign_components_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "campaign_components_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "campaign_components_parent";
            columns: ["workspace_id", "parent_component_id"];
            isOneToOne: false;
            referencedRelation: "campaign_components";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "campaign_components_parent";
            columns: ["workspace_id", "parent_component_id"];
            isOneToOne: false;
            referencedRelation: "component_totals";
            referencedColumns: ["workspace_id", "component_id"];
          },
          {
            foreignKeyName: "campaign_components_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      campaign_metrics: {
        Row: {
          campaign_id: string;
          clicks: number;
          conversions: number;
          cpc: number | null;
          created_at: string;
          ctr: number | null;
          currency: string;
          date: string;
          id: string;
          impressions: number;
          measured_clicks: number;
          measured_impressions: number;
          net_revenue: number | null;
          refunds: number;
          reported_clicks: number | null;
          reported_impressions: number | null;
          revenue: number;
          roas: number | null;
          spend: number;
          updated_at: string;
          views: number;
          visitor_hashes: number[] | null;
          visitors: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          campaign_id: string;
          clicks?: never;
          conversions?: number;
          cpc?: never;
          created_at?: string;
          ctr?: never;
          currency?: string;
          date: string;
          id?: string;
          impressions?: never;
          measured_clicks?: number;
          measured_impressions?: number;
          net_revenue?: never;
          refunds?: number;
          reported_clicks?: number | null;
          reported_impressions?: number | null;
          revenue?: number;
          roas?: never;
          spend?: number;
          updated_at?: string;
          views?: number;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id: string;
        };
        Update: {
          campaign_id?: string;
          clicks?: never;
          conversions?: number;
          cpc?: never;
          created_at?: string;
          ctr?: never;
          currency?: string;
          date?: string;
          id?: string;
          impressions?: never;
          measured_clicks?: number;
          measured_impressions?: number;
          net_revenue?: never;
          refunds?: number;
          reported_clicks?: number | null;
          reported_impressions?: number | null;
          revenue?: number;
          roas?: never;
          spend?: number;
          updated_at?: string;
          views?: number;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "campaign_metrics_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "campaign_metrics_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "campaign_metrics_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "campaign_metrics_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      campaigns: {
        Row: {
          brand_guidelines: string | null;
          budget: number | null;
          business_id: string | null;
          business_type: string | null;
          channels: NonNullable<Json>;
          created_at: string;
          created_by: string | null;
          currency: string;
          description: string | null;
          end_date: string | null;
          goals: NonNullable<Json>;
          id: string;
          launched_at: string | null;
          name: string;
          performance_requirements: NonNullable<Json>;
          platform_source: string | null;
          platform_source_id: string | null;
          product_id: string | null;
          search_vector: unknown;
          start_date: string | null;
          status: string;
          target_audience: string | null;
          target_segment: string | null;
          type: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          brand_guidelines?: string | null;
          budget?: number | null;
          business_id?: string | null;
          business_type?: string | null;
          channels?: NonNullable<Json>;
          created_at?: string;
          created_by?: string | null;
          currency?: string;
          description?: string | null;
          end_date?: string | null;
          goals?: NonNullable<Json>;
          id?: string;
          launched_at?: string | null;
          name: string;
          performance_requirements?: NonNullable<Json>;
          platform_source?: string | null;
          platform_source_id?: string | null;
          product_id?: string | null;
          search_vector?: never;
          start_date?: string | null;
          status?: string;
          target_audience?: string | null;
          target_segment?: string | null;
          type?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          brand_guidelines?: string | null;
          budget?: number | null;
          business_id?: string | null;
          business_type?: string | null;
          channels?: NonNullable<Json>;
          created_at?: string;
          created_by?: string | null;
          currency?: string;
          description?: string | null;
          end_date?: string | null;
          goals?: NonNullable<Json>;
          id?: string;
          launched_at?: string | null;
          name?: string;
          performance_requirements?: NonNullable<Json>;
          platform_source?: string | null;
          platform_source_id?: string | null;
          product_id?: string | null;
          search_vector?: never;
          start_date?: string | null;
          status?: string;
          target_audience?: string | null;
          target_segment?: string | null;
          type?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "campaigns_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "campaigns_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "campaigns_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "campaigns_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "campaigns_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "campaigns_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "campaigns_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      competitor_analysis: {
        Row: {
          analysis: NonNullable<Json>;
          business_id: string | null;
          competitor: string | null;
          created_at: string;
          generation_id: string | null;
          id: string;
          observed_from: string | null;
          observed_until: string | null;
          product_id: string | null;
          summary: string | null;
          summary_note: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          analysis: NonNullable<Json>;
          business_id?: string | null;
          competitor?: string | null;
          created_at?: string;
          generation_id?: string | null;
          id?: string;
          observed_from?: string | null;
          observed_until?: string | null;
          product_id?: string | null;
          summary?: string | null;
          summary_note?: string | null;
          workspace_id: string;
        };
        Update: {
          analysis?: NonNullable<Json>;
          business_id?: string | null;
          competitor?: string | null;
          created_at?: string;
          generation_id?: string | null;
          id?: string;
          observed_from?: string | null;
          observed_until?: string | null;
          product_id?: string | null;
          summary?: string | null;
          summary_note?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "competitor_analysis_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_analysis_generation";
            columns: ["workspace_id", "generation_id"];
            isOneToOne: false;
            referencedRelation: "ai_generations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_analysis_generation";
            columns: ["workspace_id", "generation_id"];
            isOneToOne: false;
            referencedRelation: "generation_jobs";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_analysis_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_analysis_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_analysis_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_analysis_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      competitor_feeds: {
        Row: {
          competitor: string | null;
          created_at: string;
          created_by: string | null;
          currency: string | null;
          decimal_sign: string | null;
          delimiter: string | null;
          etag: string | null;
          every_minutes: number;
          failures: number;
          format: string;
          id: string;
          is_active: boolean;
          items: string | null;
          last_error: string | null;
          last_fetched_at: string | null;
          last_modified: string | null;
          last_result: NonNullable<Json>;
          last_status: number | null;
          last_success_at: string | null;
          mapping: NonNullable<Json>;
          name: string;
          next_fetch_at: string;
          updated_at: string;
          url: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          competitor?: string | null;
          created_at?: string;
          created_by?: string | null;
          currency?: string | null;
          decimal_sign?: string | null;
          delimiter?: string | null;
          etag?: string | null;
          every_minutes?: number;
          failures?: number;
          format?: string;
          id?: string;
          is_active?: boolean;
          items?: string | null;
          last_error?: string | null;
          last_fetched_at?: string | null;
          last_modified?: string | null;
          last_result?: NonNullable<Json>;
          last_status?: number | null;
          last_success_at?: string | null;
          mapping?: NonNullable<Json>;
          name: string;
          next_fetch_at?: string;
          updated_at?: string;
          url: string;
          workspace_id: string;
        };
        Update: {
          competitor?: string | null;
          created_at?: string;
          created_by?: string | null;
          currency?: string | null;
          decimal_sign?: string | null;
          delimiter?: string | null;
          etag?: string | null;
          every_minutes?: number;
          failures?: number;
          format?: string;
          id?: string;
          is_active?: boolean;
          items?: string | null;
          last_error?: string | null;
          last_fetched_at?: string | null;
          last_modified?: string | null;
          last_result?: NonNullable<Json>;
          last_status?: number | null;
          last_success_at?: string | null;
          mapping?: NonNullable<Json>;
          name?: string;
          next_fetch_at?: string;
          updated_at?: string;
          url?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "competitor_feeds_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "competitor_feeds_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "competitor_feeds_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      competitor_price_rejects: {
        Row: {
          code: string;
          created_at: string;
          digest: string;
          feed_id: string | null;
          id: string;
          last_sent_at: string;
          place: number;
          reason: string;
          sent: NonNullable<Json>;
          source: string;
          times: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          code: string;
          created_at?: string;
          digest?: never;
          feed_id?: string | null;
          id?: string;
          last_sent_at?: string;
          place: number;
          reason: string;
          sent: NonNullable<Json>;
          source: string;
          times?: number;
          workspace_id: string;
        };
        Update: {
          code?: string;
          created_at?: string;
          digest?: never;
          feed_id?: string | null;
          id?: string;
          last_sent_at?: string;
          place?: number;
          reason?: string;
          sent?: NonNullable<Json>;
          source?: string;
          times?: number;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "competitor_price_rejects_feed";
            columns: ["workspace_id", "feed_id"];
            isOneToOne: false;
            referencedRelation: "competitor_feeds";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_price_rejects_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      competitor_prices: {
        Row: {
          competitor: string;
          created_at: string;
          currency: string;
          id: string;
          in_stock: boolean | null;
          observed_at: string;
          price: number;
          product_id: string;
          source: string | null;
          url: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          competitor: string;
          created_at?: string;
          currency?: string;
          id?: string;
          in_stock?: boolean | null;
          observed_at?: string;
          price: number;
          product_id: string;
          source?: string | null;
          url?: string | null;
          workspace_id: string;
        };
        Update: {
          competitor?: string;
          created_at?: string;
          currency?: string;
          id?: string;
          in_stock?: boolean | null;
          observed_at?: string;
          price?: number;
          product_id?: string;
          source?: string | null;
          url?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "competitor_prices_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "competitor_prices_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_prices_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_prices_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "competitor_prices_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      component_downloads: {
        Row: {
          component_id: string;
          created_at: string;
          id: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          component_id: string;
          created_at?: string;
          id?: string;
          user_id: string;
        };
        Update: {
          component_id?: string;
          created_at?: string;
          id?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "component_downloads_component_id_fkey";
            columns: ["component_id"];
            isOneToOne: false;
            referencedRelation: "component_library";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "component_downloads_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      component_library: {
        Row: {
          category: string | null;
          code: string;
          component_type: string;
          created_at: string;
          created_by: string | null;
          currency: string;
          description: string | null;
          id: string;
          is_marketplace_item: boolean;
          is_public: boolean;
          name: string;
          preview_image_url: string | null;
          price: number;
          props_schema: NonNullable<Json>;
          search_vector: unknown;
          tags: string[];
          updated_at: string;
          workspace_id: string;
          downloads: number | null;
          likes: number | null;
        };
        ComputedFields: "downloads" | "likes";
        Insert: {
          category?: string | null;
          code: string;
          component_type: string;
          created_at?: string;
          created_by?: string | null;
          currency?: string;
          description?: string | null;
          id?: string;
          is_marketplace_item?: boolean;
          is_public?: boolean;
          name: string;
          preview_image_url?: string | null;
          price?: number;
          props_schema?: NonNullable<Json>;
          search_vector?: never;
          tags?: string[];
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          category?: string | null;
          code?: string;
          component_type?: string;
          created_at?: string;
          created_by?: string | null;
          currency?: string;
          description?: string | null;
          id?: string;
          is_marketplace_item?: boolean;
          is_public?: boolean;
          name?: string;
          preview_image_url?: string | null;
          price?: number;
          props_schema?: NonNullable<Json>;
          search_vector?: never;
          tags?: string[];
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "component_library_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "component_library_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "component_library_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      component_likes: {
        Row: {
          component_id: string;
          created_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          component_id: string;
          created_at?: string;
          user_id: string;
        };
        Update: {
          component_id?: string;
          created_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "component_likes_component_id_fkey";
            columns: ["component_id"];
            isOneToOne: false;
            referencedRelation: "component_library";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "component_likes_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      component_metrics: {
        Row: {
          clicks: number;
          component_id: string;
          conversions: number;
          created_at: string;
          date: string;
          engagement_score: number | null;
          id: string;
          updated_at: string;
          views: number;
          visitor_hashes: number[] | null;
          visitors: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          clicks?: number;
          component_id: string;
          conversions?: number;
          created_at?: string;
          date: string;
          engagement_score?: never;
          id?: string;
          updated_at?: string;
          views?: number;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id: string;
        };
        Update: {
          clicks?: number;
          component_id?: string;
          conversions?: number;
          created_at?: string;
          date?: string;
          engagement_score?: never;
          id?: string;
          updated_at?: string;
          views?: number;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "component_metrics_component";
            columns: ["workspace_id", "component_id"];
            isOneToOne: false;
            referencedRelation: "campaign_components";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "component_metrics_component";
            columns: ["workspace_id", "component_id"];
            isOneToOne: false;
            referencedRelation: "component_totals";
            referencedColumns: ["workspace_id", "component_id"];
          },
          {
            foreignKeyName: "component_metrics_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      content_assets: {
        Row: {
          created_at: string;
          file_size: number | null;
          file_url: string | null;
          generated_by: string | null;
          generation_prompt: string | null;
          id: string;
          language: string;
          metadata: NonNullable<Json>;
          mime_type: string | null;
          name: string;
          search_vector: unknown;
          type: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          file_size?: number | null;
          file_url?: string | null;
          generated_by?: string | null;
          generation_prompt?: string | null;
          id?: string;
          language?: string;
          metadata?: NonNullable<Json>;
          mime_type?: string | null;
          name: string;
          search_vector?: never;
          type: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          file_size?: number | null;
          file_url?: string | null;
          generated_by?: string | null;
          generation_prompt?: string | null;
          id?: string;
          language?: string;
          metadata?: NonNullable<Json>;
          mime_type?: string | null;
          name?: string;
          search_vector?: never;
          type?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "content_assets_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      content_bundles: {
        Row: {
          business_id: string;
          created_at: string;
          generation_date: string;
          id: string;
          name: string;
          search_vector: unknown;
          status: string;
          time_period: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          business_id: string;
          created_at?: string;
          generation_date?: string;
          id?: string;
          name: string;
          search_vector?: never;
          status?: string;
          time_period: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          business_id?: string;
          created_at?: string;
          generation_date?: string;
          id?: string;
          name?: string;
          search_vector?: never;
          status?: string;
          time_period?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "content_bundles_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_bundles_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      content_templates: {
        Row: {
          created_at: string;
          id: string;
          is_public: boolean;
          name: string;
          search_vector: unknown;
          template_data: NonNullable<Json>;
          type: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          is_public?: boolean;
          name: string;
          search_vector?: never;
          template_data: NonNullable<Json>;
          type: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          is_public?: boolean;
          name?: string;
          search_vector?: never;
          template_data?: NonNullable<Json>;
          type?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "content_templates_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      content_upgrades: {
        Row: {
          blog_post_id: string | null;
          business_id: string;
          content: string | null;
          conversion_goal: string;
          created_at: string;
          cta_text: string | null;
          cta_url: string | null;
          description: string | null;
          download_metrics: NonNullable<Json>;
          file_url: string | null;
          id: string;
          language: string;
          next_action_id: string | null;
          next_action_type: string | null;
          next_email_sequence_id: string | null;
          published_at: string | null;
          search_vector: unknown;
          status: string;
          title: string;
          type: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          blog_post_id?: string | null;
          business_id: string;
          content?: string | null;
          conversion_goal?: string;
          created_at?: string;
          cta_text?: string | null;
          cta_url?: string | null;
          description?: string | null;
          download_metrics?: NonNullable<Json>;
          file_url?: string | null;
          id?: string;
          language?: string;
          next_action_id?: never;
          next_action_type?: never;
          next_email_sequence_id?: string | null;
          published_at?: string | null;
          search_vector?: never;
          status?: string;
          title: string;
          type?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          blog_post_id?: string | null;
          business_id?: string;
          content?: string | null;
          conversion_goal?: string;
          created_at?: string;
          cta_text?: string | null;
          cta_url?: string | null;
          description?: string | null;
          download_metrics?: NonNullable<Json>;
          file_url?: string | null;
          id?: string;
          language?: string;
          next_action_id?: never;
          next_action_type?: never;
          next_email_sequence_id?: string | null;
          published_at?: string | null;
          search_vector?: never;
          status?: string;
          title?: string;
          type?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "content_upgrades_blog_post";
            columns: ["workspace_id", "blog_post_id"];
            isOneToOne: false;
            referencedRelation: "blog_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_upgrades_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_upgrades_next_email_sequence";
            columns: ["workspace_id", "next_email_sequence_id"];
            isOneToOne: false;
            referencedRelation: "email_sequences";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_upgrades_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      content_versions: {
        Row: {
          ai_model: string | null;
          blog_post_id: string | null;
          content: string;
          content_id: string | null;
          content_upgrade_id: string | null;
          created_at: string;
          created_by: string | null;
          email_id: string | null;
          entity_id: string | null;
          entity_type: string | null;
          id: string;
          performance_snapshot: NonNullable<Json>;
          reason: string | null;
          social_post_id: string | null;
          version_number: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ai_model?: string | null;
          blog_post_id?: string | null;
          content: string;
          content_id?: string | null;
          content_upgrade_id?: string | null;
          created_at?: string;
          created_by?: string | null;
          email_id?: string | null;
          entity_id?: never;
          entity_type?: never;
          id?: string;
          performance_snapshot?: NonNullable<Json>;
          reason?: string | null;
          social_post_id?: string | null;
          version_number: number;
          workspace_id: string;
        };
        Update: {
          ai_model?: string | null;
          blog_post_id?: string | null;
          content?: string;
          content_id?: string | null;
          content_upgrade_id?: string | null;
          created_at?: string;
          created_by?: string | null;
          email_id?: string | null;
          entity_id?: never;
          entity_type?: never;
          id?: string;
          performance_snapshot?: NonNullable<Json>;
          reason?: string | null;
          social_post_id?: string | null;
          version_number?: number;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "content_versions_blog_post";
            columns: ["workspace_id", "blog_post_id"];
            isOneToOne: false;
            referencedRelation: "blog_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_versions_content";
            columns: ["workspace_id", "content_id"];
            isOneToOne: false;
            referencedRelation: "contents";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_versions_content_upgrade";
            columns: ["workspace_id", "content_upgrade_id"];
            isOneToOne: false;
            referencedRelation: "content_upgrades";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_versions_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "content_versions_email";
            columns: ["workspace_id", "email_id"];
            isOneToOne: false;
            referencedRelation: "emails";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_versions_social_post";
            columns: ["workspace_id", "social_post_id"];
            isOneToOne: false;
            referencedRelation: "social_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "content_versions_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      contents: {
        Row: {
          body: string;
          business_id: string | null;
          campaign_id: string | null;
          created_at: string;
          created_by: string | null;
          id: string;
          language: string;
          metadata: NonNullable<Json>;
          platform: string | null;
          product_id: string | null;
          published_at: string | null;
          scheduled_for: string | null;
          search_vector: unknown;
          status: string;
          title: string | null;
          type: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          body: string;
          business_id?: string | null;
          campaign_id?: string | null;
          created_at?: string;
          created_by?: string | null;
          id?: string;
          language?: string;
          metadata?: NonNullable<Json>;
          platform?: string | null;
          product_id?: string | null;
          published_at?: string | null;
          scheduled_for?: string | null;
          search_vector?: never;
          status?: string;
          title?: string | null;
          type: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          body?: string;
          business_id?: string | null;
          campaign_id?: string | null;
          created_at?: string;
          created_by?: string | null;
          id?: string;
          language?: string;
          metadata?: NonNullable<Json>;
          platform?: string | null;
          product_id?: string | null;
          published_at?: string | null;
          scheduled_for?: string | null;
          search_vector?: never;
          status?: string;
          title?: string | null;
          type?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "contents_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "contents_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "contents_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "contents_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "contents_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "contents_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "contents_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "contents_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      country_metrics: {
        Row: {
          conversions: number;
          country: string;
          created_at: string;
          currency: string;
          date: string;
          id: string;
          net_revenue: number | null;
          refunds: number;
          revenue: number;
          updated_at: string;
          users: number;
          views: number;
          visitor_hashes: number[] | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          conversions?: number;
          country: string;
          created_at?: string;
          currency?: string;
          date: string;
          id?: string;
          net_revenue?: never;
          refunds?: number;
          revenue?: number;
          updated_at?: string;
          users?: never;
          views?: number;
          visitor_hashes?: number[] | null;
          workspace_id: string;
        };
        Update: {
          conversions?: number;
          country?: string;
          created_at?: string;
          currency?: string;
          date?: string;
          id?: string;
          net_revenue?: never;
          refunds?: number;
          revenue?: number;
          updated_at?: string;
          users?: never;
          views?: number;
          visitor_hashes?: number[] | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "country_metrics_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "country_metrics_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      currencies: {
        Row: {
          code: string;
          minor_units: number;
          name: string;
        };
        ComputedFields: never;
        Insert: {
          code: string;
          minor_units: number;
          name: string;
        };
        Update: {
          code?: string;
          minor_units?: number;
          name?: string;
        };
        Relationships: [];
      };
      customers: {
        Row: {
          country: string | null;
          created_at: string;
          email: string | null;
          external_id: string | null;
          full_name: string | null;
          id: string;
          metadata: NonNullable<Json>;
          phone: string | null;
          store_connection_id: string | null;
          stripe_customer_id: string | null;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          country?: string | null;
          created_at?: string;
          email?: string | null;
          external_id?: string | null;
          full_name?: string | null;
          id?: string;
          metadata?: NonNullable<Json>;
          phone?: string | null;
          store_connection_id?: string | null;
          stripe_customer_id?: string | null;
          updated_at?: string;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          country?: string | null;
          created_at?: string;
          email?: string | null;
          external_id?: string | null;
          full_name?: string | null;
          id?: string;
          metadata?: NonNullable<Json>;
          phone?: string | null;
          store_connection_id?: string | null;
          stripe_customer_id?: string | null;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "customers_store_connection";
            columns: ["workspace_id", "store_connection_id"];
            isOneToOne: false;
            referencedRelation: "store_connections";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "customers_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "customers_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      email_sequences: {
        Row: {
          bundle_id: string | null;
          business_id: string;
          conversion_goal: string;
          created_at: string;
          description: string | null;
          id: string;
          name: string;
          next_action_id: string | null;
          next_action_type: string | null;
          next_blog_post_id: string | null;
          next_content_upgrade_id: string | null;
          search_vector: unknown;
          sequence_goal: string;
          status: string;
          updated_at: string;
          workspace_id: string;
          total_emails: number | null;
        };
        ComputedFields: "total_emails";
        Insert: {
          bundle_id?: string | null;
          business_id: string;
          conversion_goal?: string;
          created_at?: string;
          description?: string | null;
          id?: string;
          name: string;
          next_action_id?: never;
          next_action_type?: never;
          next_blog_post_id?: string | null;
          next_content_upgrade_id?: string | null;
          search_vector?: never;
          sequence_goal?: string;
          status?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          bundle_id?: string | null;
          business_id?: string;
          conversion_goal?: string;
          created_at?: string;
          description?: string | null;
          id?: string;
          name?: string;
          next_action_id?: never;
          next_action_type?: never;
          next_blog_post_id?: string | null;
          next_content_upgrade_id?: string | null;
          search_vector?: never;
          sequence_goal?: string;
          status?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "email_sequences_bundle";
            columns: ["workspace_id", "bundle_id"];
            isOneToOne: false;
            referencedRelation: "content_bundles";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "email_sequences_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "email_sequences_next_blog_post";
            columns: ["workspace_id", "next_blog_post_id"];
            isOneToOne: false;
            referencedRelation: "blog_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "email_sequences_next_content_upgrade";
            columns: ["workspace_id", "next_content_upgrade_id"];
            isOneToOne: false;
            referencedRelation: "content_upgrades";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "email_sequences_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      emails: {
        Row: {
          content: string;
          created_at: string;
          delay_days: number | null;
          id: string;
          is_variant: boolean;
          is_winner: boolean | null;
          performance_metrics: NonNullable<Json>;
          search_vector: unknown;
          sequence_id: string;
          sequence_position: number;
          subject_line: string;
          updated_at: string;
          variant_group_id: string | null;
          winning_threshold: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          content: string;
          created_at?: string;
          delay_days?: number | null;
          id?: string;
          is_variant?: boolean;
          is_winner?: boolean | null;
          performance_metrics?: NonNullable<Json>;
          search_vector?: never;
          sequence_id: string;
          sequence_position: number;
          subject_line: string;
          updated_at?: string;
          variant_group_id?: string | null;
          winning_threshold?: number | null;
          workspace_id: string;
        };
        Update: {
          content?: string;
          created_at?: string;
          delay_days?: number | null;
          id?: string;
          is_variant?: boolean;
          is_winner?: boolean | null;
          performance_metrics?: NonNullable<Json>;
          search_vector?: never;
          sequence_id?: string;
          sequence_position?: number;
          subject_line?: string;
          updated_at?: string;
          variant_group_id?: string | null;
          winning_threshold?: number | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "emails_sequence";
            columns: ["workspace_id", "sequence_id"];
            isOneToOne: false;
            referencedRelation: "email_sequences";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "emails_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      entitlement_grants: {
        Row: {
          created_at: string;
          expires_at: string | null;
          feature: string;
          id: string;
          limit_value: number | null;
          period: string;
          source: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          expires_at?: string | null;
          feature: string;
          id?: string;
          limit_value?: number | null;
          period?: string;
          source?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          expires_at?: string | null;
          feature?: string;
          id?: string;
          limit_value?: number | null;
          period?: string;
          source?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "entitlement_grants_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      esp_integrations: {
        Row: {
          business_id: string;
          created_at: string;
          error_log: NonNullable<Json>;
          id: string;
          last_sync_at: string | null;
          provider: string;
          settings: NonNullable<Json>;
          sync_status: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          business_id: string;
          created_at?: string;
          error_log?: NonNullable<Json>;
          id?: string;
          last_sync_at?: string | null;
          provider: string;
          settings?: NonNullable<Json>;
          sync_status?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          business_id?: string;
          created_at?: string;
          error_log?: NonNullable<Json>;
          id?: string;
          last_sync_at?: string | null;
          provider?: string;
          settings?: NonNullable<Json>;
          sync_status?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "esp_integrations_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "esp_integrations_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      event_dead_letters: {
        Row: {
          created_at: string;
          event: NonNullable<Json>;
          id: string;
          place: number;
          reason: string;
          sent_at: string | null;
          workspace_id: string;
          write_key_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          event: NonNullable<Json>;
          id?: string;
          place: number;
          reason: string;
          sent_at?: string | null;
          workspace_id: string;
          write_key_id?: string | null;
        };
        Update: {
          created_at?: string;
          event?: NonNullable<Json>;
          id?: string;
          place?: number;
          reason?: string;
          sent_at?: string | null;
          workspace_id?: string;
          write_key_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "event_dead_letters_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "event_dead_letters_write_key";
            columns: ["workspace_id", "write_key_id"];
            isOneToOne: false;
            referencedRelation: "write_keys";
            referencedColumns: ["workspace_id", "id"];
          },
        ];
      };
      events: {
        Row: {
          action: string | null;
          ad_id: string | null;
          batch: number | null;
          campaign_id: string | null;
          city: string | null;
          component_id: string | null;
          conversion_type: string | null;
          country: string | null;
          currency: string | null;
          customer_id: string | null;
          event_type: string;
          id: string;
          ip_address: unknown;
          managed_url_id: string | null;
          medium: string | null;
          occurred_at: string;
          order_id: string | null;
          page: string | null;
          platform: string | null;
          product_id: string | null;
          properties: NonNullable<Json>;
          quantity: number;
          received_at: string;
          referrer: string | null;
          region: string | null;
          revenue: number | null;
          session_id: string | null;
          source: string | null;
          stage: string | null;
          user_agent: string | null;
          utm_campaign: string | null;
          utm_content: string | null;
          utm_medium: string | null;
          utm_source: string | null;
          utm_term: string | null;
          visitor_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          action?: string | null;
          ad_id?: string | null;
          batch?: number | null;
          campaign_id?: string | null;
          city?: string | null;
          component_id?: string | null;
          conversion_type?: string | null;
          country?: string | null;
          currency?: string | null;
          customer_id?: string | null;
          event_type: string;
          id?: string;
          ip_address?: unknown;
          managed_url_id?: string | null;
          medium?: string | null;
          occurred_at?: string;
          order_id?: string | null;
          page?: string | null;
          platform?: string | null;
          product_id?: string | null;
          properties?: NonNullable<Json>;
          quantity?: number;
          received_at?: string;
          referrer?: string | null;
          region?: string | null;
          revenue?: number | null;
          session_id?: string | null;
          source?: string | null;
          stage?: string | null;
          user_agent?: string | null;
          utm_campaign?: string | null;
          utm_content?: string | null;
          utm_medium?: string | null;
          utm_source?: string | null;
          utm_term?: string | null;
          visitor_id?: string | null;
          workspace_id: string;
        };
        Update: {
          action?: string | null;
          ad_id?: string | null;
          batch?: number | null;
          campaign_id?: string | null;
          city?: string | null;
          component_id?: string | null;
          conversion_type?: string | null;
          country?: string | null;
          currency?: string | null;
          customer_id?: string | null;
          event_type?: string;
          id?: string;
          ip_address?: unknown;
          managed_url_id?: string | null;
          medium?: string | null;
          occurred_at?: string;
          order_id?: string | null;
          page?: string | null;
          platform?: string | null;
          product_id?: string | null;
          properties?: NonNullable<Json>;
          quantity?: number;
          received_at?: string;
          referrer?: string | null;
          region?: string | null;
          revenue?: number | null;
          session_id?: string | null;
          source?: string | null;
          stage?: string | null;
          user_agent?: string | null;
          utm_campaign?: string | null;
          utm_content?: string | null;
          utm_medium?: string | null;
          utm_source?: string | null;
          utm_term?: string | null;
          visitor_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [];
      };
      feature_flags: {
        Row: {
          created_at: string;
          description: string | null;
          id: string;
          is_enabled: boolean;
          metadata: NonNullable<Json>;
          name: string;
          rules: NonNullable<Json>;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          description?: string | null;
          id?: string;
          is_enabled?: boolean;
          metadata?: NonNullable<Json>;
          name: string;
          rules?: NonNullable<Json>;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          description?: string | null;
          id?: string;
          is_enabled?: boolean;
          metadata?: NonNullable<Json>;
          name?: string;
          rules?: NonNullable<Json>;
          updated_at?: string;
        };
        Relationships: [];
      };
      forecast_coverage: {
        Row: {
          absolute_error: number;
          category: string | null;
          currency: string;
          days: number;
          days_within: number;
          horizon_days: number;
          id: string;
          model: string;
          product_id: string | null;
          realised_coverage: number | null;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          absolute_error?: number;
          category?: string | null;
          currency: string;
          days?: number;
          days_within?: number;
          horizon_days: number;
          id?: string;
          model: string;
          product_id?: string | null;
          realised_coverage?: never;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          absolute_error?: number;
          category?: string | null;
          currency?: string;
          days?: number;
          days_within?: number;
          horizon_days?: number;
          id?: string;
          model?: string;
          product_id?: string | null;
          realised_coverage?: never;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "forecast_coverage_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "forecast_coverage_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "forecast_coverage_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "forecast_coverage_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "forecast_coverage_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      forecast_settings: {
        Row: {
          country: string | null;
          created_at: string;
          id: string;
          is_active: boolean;
          look_back_days: number;
          most_categories: number;
          most_new_products: number;
          most_products: number;
          new_product_days: number;
          updated_at: string;
          uses_holidays: boolean;
          uses_promotions: boolean;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          country?: string | null;
          created_at?: string;
          id?: string;
          is_active?: boolean;
          look_back_days?: number;
          most_categories?: number;
          most_new_products?: number;
          most_products?: number;
          new_product_days?: number;
          updated_at?: string;
          uses_holidays?: boolean;
          uses_promotions?: boolean;
          workspace_id: string;
        };
        Update: {
          country?: string | null;
          created_at?: string;
          id?: string;
          is_active?: boolean;
          look_back_days?: number;
          most_categories?: number;
          most_new_products?: number;
          most_products?: number;
          new_product_days?: number;
          updated_at?: string;
          uses_holidays?: boolean;
          uses_promotions?: boolean;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "forecast_settings_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: true;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      invoices: {
        Row: {
          amount: number;
          amount_cents: number;
          attempt_count: number;
          billing_period_end: string | null;
          billing_period_start: string | null;
          created_at: string;
          currency: string;
          due_at: string | null;
          id: string;
          invoice_pdf: string | null;
          next_payment_attempt: string | null;
          number: string | null;
          paid_at: string | null;
          payment_intent_id: string | null;
          status: string;
          stripe_invoice_id: string | null;
          subscription_id: string | null;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          amount: number;
          amount_cents?: never;
          attempt_count?: number;
          billing_period_end?: string | null;
          billing_period_start?: string | null;
          created_at?: string;
          currency?: string;
          due_at?: string | null;
          id?: string;
          invoice_pdf?: string | null;
          next_payment_attempt?: string | null;
          number?: string | null;
          paid_at?: string | null;
          payment_intent_id?: string | null;
          status?: string;
          stripe_invoice_id?: string | null;
          subscription_id?: string | null;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          amount?: number;
          amount_cents?: never;
          attempt_count?: number;
          billing_period_end?: string | null;
          billing_period_start?: string | null;
          created_at?: string;
          currency?: string;
          due_at?: string | null;
          id?: string;
          invoice_pdf?: string | null;
          next_payment_attempt?: string | null;
          number?: string | null;
          paid_at?: string | null;
          payment_intent_id?: string | null;
          status?: string;
          stripe_invoice_id?: string | null;
          subscription_id?: string | null;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "invoices_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "invoices_subscription";
            columns: ["workspace_id", "subscription_id"];
            isOneToOne: false;
            referencedRelation: "subscriptions";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "invoices_subscription";
            columns: ["workspace_id", "subscription_id"];
            isOneToOne: false;
            referencedRelation: "workspace_subscriptions";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "invoices_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      link_metrics: {
        Row: {
          clicks: number;
          created_at: string;
          date: string;
          id: string;
          managed_url_id: string;
          updated_at: string;
          visitor_hashes: number[] | null;
          visitors: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          clicks?: number;
          created_at?: string;
          date: string;
          id?: string;
          managed_url_id: string;
          updated_at?: string;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id: string;
        };
        Update: {
          clicks?: number;
          created_at?: string;
          date?: string;
          id?: string;
          managed_url_id?: string;
          updated_at?: string;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "link_metrics_managed_url";
            columns: ["workspace_id", "managed_url_id"];
            isOneToOne: false;
            referencedRelation: "managed_urls";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "link_metrics_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      login_attempts: {
        Row: {
          created_at: string;
          id: string;
          ip_address: unknown;
          success: boolean;
          user_agent: string | null;
          user_id: string | null;
          username: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          ip_address?: unknown;
          success: boolean;
          user_agent?: string | null;
          user_id?: string | null;
          username?: string | null;
        };
        Update: {
          created_at?: string;
          id?: string;
          ip_address?: unknown;
          success?: boolean;
          user_agent?: string | null;
          user_id?: string | null;
          username?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "login_attempts_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      managed_urls: {
        Row: {
          ad_id: string | null;
          blog_post_id: string | null;
          business_id: string | null;
          campaign_id: string | null;
          code: string;
          content_id: string | null;
          content_upgrade_id: string | null;
          created_at: string;
          email_id: string | null;
          email_sequence_id: string | null;
          expires_at: string | null;
          failures: number;
          fallback_url: string | null;
          id: string;
          is_active: boolean;
          is_valid: boolean;
          last_checked_at: string | null;
          last_error: string | null;
          last_status: number | null;
          social_post_id: string | null;
          source_id: string | null;
          source_type: string | null;
          title: string | null;
          updated_at: string;
          url: string;
          utm_params: NonNullable<Json>;
          workspace_id: string;
          click_count: number | null;
          full_address: string | null;
          link_address: string | null;
        };
        ComputedFields: "click_count" | "full_address" | "link_address";
        Insert: {
          ad_id?: string | null;
          blog_post_id?: string | null;
          business_id?: string | null;
          campaign_id?: string | null;
          code?: string;
          content_id?: string | null;
          content_upgrade_id?: string | null;
          created_at?: string;
          email_id?: string | null;
          email_sequence_id?: string | null;
          expires_at?: string | null;
          failures?: number;
          fallback_url?: string | null;
          id?: string;
          is_active?: boolean;
          is_valid?: boolean;
          last_checked_at?: string | null;
          last_error?: string | null;
          last_status?: number | null;
          social_post_id?: string | null;
          source_id?: never;
          source_type?: never;
          title?: string | null;
          updated_at?: string;
          url: string;
          utm_params?: NonNullable<Json>;
          workspace_id: string;
        };
        Update: {
          ad_id?: string | null;
          blog_post_id?: string | null;
          business_id?: string | null;
          campaign_id?: string | null;
          code?: string;
          content_id?: string | null;
          content_upgrade_id?: string | null;
          created_at?: string;
          email_id?: string | null;
          email_sequence_id?: string | null;
          expires_at?: string | null;
          failures?: number;
          fallback_url?: string | null;
          id?: string;
          is_active?: boolean;
          is_valid?: boolean;
          last_checked_at?: string | null;
          last_error?: string | null;
          last_status?: number | null;
          social_post_id?: string | null;
          source_id?: never;
          source_type?: never;
          title?: string | null;
          updated_at?: string;
          url?: string;
          utm_params?: NonNullable<Json>;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "managed_urls_ad";
            columns: ["workspace_id", "ad_id"];
            isOneToOne: false;
            referencedRelation: "ads";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_blog_post";
            columns: ["workspace_id", "blog_post_id"];
            isOneToOne: false;
            referencedRelation: "blog_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "managed_urls_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_content";
            columns: ["workspace_id", "content_id"];
            isOneToOne: false;
            referencedRelation: "contents";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_content_upgrade";
            columns: ["workspace_id", "content_upgrade_id"];
            isOneToOne: false;
            referencedRelation: "content_upgrades";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_email";
            columns: ["workspace_id", "email_id"];
            isOneToOne: false;
            referencedRelation: "emails";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_email_sequence";
            columns: ["workspace_id", "email_sequence_id"];
            isOneToOne: false;
            referencedRelation: "email_sequences";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_social_post";
            columns: ["workspace_id", "social_post_id"];
            isOneToOne: false;
            referencedRelation: "social_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "managed_urls_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      market_settings: {
        Row: {
          absurd_factor: number;
          business_id: string | null;
          created_at: string;
          false_discovery_rate: number;
          fresh_days: number;
          id: string;
          language: string;
          trend_days: number;
          updated_at: string;
          workspace_id: string;
          writes_summaries: boolean;
        };
        ComputedFields: never;
        Insert: {
          absurd_factor?: number;
          business_id?: string | null;
          created_at?: string;
          false_discovery_rate?: number;
          fresh_days?: number;
          id?: string;
          language?: string;
          trend_days?: number;
          updated_at?: string;
          workspace_id: string;
          writes_summaries?: boolean;
        };
        Update: {
          absurd_factor?: number;
          business_id?: string | null;
          created_at?: string;
          false_discovery_rate?: number;
          fresh_days?: number;
          id?: string;
          language?: string;
          trend_days?: number;
          updated_at?: string;
          workspace_id?: string;
          writes_summaries?: boolean;
        };
        Relationships: [
          {
            foreignKeyName: "market_settings_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "market_settings_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: true;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      market_trends: {
        Row: {
          business_id: string | null;
          category: string | null;
          created_at: string;
          detected_at: string;
          generation_id: string | null;
          id: string;
          observed_from: string | null;
          observed_until: string | null;
          summary: string | null;
          summary_note: string | null;
          trends: NonNullable<Json>;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          business_id?: string | null;
          category?: string | null;
          created_at?: string;
          detected_at?: string;
          generation_id?: string | null;
          id?: string;
          observed_from?: string | null;
          observed_until?: string | null;
          summary?: string | null;
          summary_note?: string | null;
          trends: NonNullable<Json>;
          workspace_id: string;
        };
        Update: {
          business_id?: string | null;
          category?: string | null;
          created_at?: string;
          detected_at?: string;
          generation_id?: string | null;
          id?: string;
          observed_from?: string | null;
          observed_until?: string | null;
          summary?: string | null;
          summary_note?: string | null;
          trends?: NonNullable<Json>;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "market_trends_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "market_trends_generation";
            columns: ["workspace_id", "generation_id"];
            isOneToOne: false;
            referencedRelation: "ai_generations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "market_trends_generation";
            columns: ["workspace_id", "generation_id"];
            isOneToOne: false;
            referencedRelation: "generation_jobs";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "market_trends_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      mfa_backup_codes: {
        Row: {
          code_hash: string;
          created_at: string;
          id: string;
          used_at: string | null;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          code_hash: string;
          created_at?: string;
          id?: string;
          used_at?: string | null;
          user_id: string;
        };
        Update: {
          code_hash?: string;
          created_at?: string;
          id?: string;
          used_at?: string | null;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "mfa_backup_codes_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      order_items: {
        Row: {
          created_at: string;
          currency: string;
          discount_amount: number;
          external_product_id: string | null;
          id: string;
          order_id: string;
          product_id: string | null;
          product_name: string | null;
          quantity: number;
          subtotal: number;
          unit_price: number;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          currency: string;
          discount_amount?: number;
          external_product_id?: string | null;
          id?: string;
          order_id: string;
          product_id?: string | null;
          product_name?: string | null;
          quantity?: number;
          subtotal?: never;
          unit_price: number;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          currency?: string;
          discount_amount?: number;
          external_product_id?: string | null;
          id?: string;
          order_id?: string;
          product_id?: string | null;
          product_name?: string | null;
          quantity?: number;
          subtotal?: never;
          unit_price?: number;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "order_items_order";
            columns: ["workspace_id", "order_id", "currency"];
            isOneToOne: false;
            referencedRelation: "orders";
            referencedColumns: ["workspace_id", "id", "currency"];
          },
          {
            foreignKeyName: "order_items_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "order_items_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "order_items_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "order_items_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      orders: {
        Row: {
          attribution_data: NonNullable<Json>;
          canceled_at: string | null;
          created_at: string;
          currency: string;
          customer_email: string | null;
          customer_id: string | null;
          external_id: string | null;
          external_status: string | null;
          id: string;
          metadata: NonNullable<Json>;
          ordered_at: string;
          paid_at: string | null;
          refunded_at: string | null;
          status: string;
          store_connection_id: string | null;
          stripe_id: string | null;
          total_amount: number;
          total_amount_cents: number;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          attribution_data?: NonNullable<Json>;
          canceled_at?: string | null;
          created_at?: string;
          currency?: string;
          customer_email?: string | null;
          customer_id?: string | null;
          external_id?: string | null;
          external_status?: string | null;
          id?: string;
          metadata?: NonNullable<Json>;
          ordered_at?: string;
          paid_at?: string | null;
          refunded_at?: string | null;
          status?: string;
          store_connection_id?: string | null;
          stripe_id?: string | null;
          total_amount: number;
          total_amount_cents?: never;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          attribution_data?: NonNullable<Json>;
          canceled_at?: string | null;
          created_at?: string;
          currency?: string;
          customer_email?: string | null;
          customer_id?: string | null;
          external_id?: string | null;
          external_status?: string | null;
          id?: string;
          metadata?: NonNullable<Json>;
          ordered_at?: string;
          paid_at?: string | null;
          refunded_at?: string | null;
          status?: string;
          store_connection_id?: string | null;
          stripe_id?: string | null;
          total_amount?: number;
          total_amount_cents?: never;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "orders_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "orders_customer";
            columns: ["workspace_id", "customer_id"];
            isOneToOne: false;
            referencedRelation: "customers";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "orders_store_connection";
            columns: ["workspace_id", "store_connection_id"];
            isOneToOne: false;
            referencedRelation: "store_connections";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "orders_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      page_metrics: {
        Row: {
          created_at: string;
          date: string;
          entries: number;
          exits: number;
          id: string;
          page: string;
          updated_at: string;
          views: number;
          visitor_hashes: number[] | null;
          visitors: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          date: string;
          entries?: number;
          exits?: number;
          id?: string;
          page: string;
          updated_at?: string;
          views?: number;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          date?: string;
          entries?: number;
          exits?: number;
          id?: string;
          page?: string;
          updated_at?: string;
          views?: number;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "page_metrics_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      payments: {
        Row: {
          amount: number;
          amount_cents: number;
          completed_at: string | null;
          created_at: string;
          currency: string;
          customer_id: string | null;
          disputed_amount: number;
          disputed_at: string | null;
          error_message: string | null;
          failed_at: string | null;
          id: string;
          order_id: string | null;
          payment_method: string | null;
          product_id: string | null;
          refunded_amount: number;
          refunded_at: string | null;
          status: string;
          stripe_payment_id: string | null;
          stripe_payment_intent_id: string | null;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          amount: number;
          amount_cents?: never;
          completed_at?: string | null;
          created_at?: string;
          currency: string;
          customer_id?: string | null;
          disputed_amount?: number;
          disputed_at?: string | null;
          error_message?: string | null;
          failed_at?: string | null;
          id?: string;
          order_id?: string | null;
          payment_method?: string | null;
          product_id?: string | null;
          refunded_amount?: number;
          refunded_at?: string | null;
          status?: string;
          stripe_payment_id?: string | null;
          stripe_payment_intent_id?: string | null;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          amount?: number;
          amount_cents?: never;
          completed_at?: string | null;
          created_at?: string;
          currency?: string;
          customer_id?: string | null;
          disputed_amount?: number;
          disputed_at?: string | null;
          error_message?: string | null;
          failed_at?: string | null;
          id?: string;
          order_id?: string | null;
          payment_method?: string | null;
          product_id?: string | null;
          refunded_amount?: number;
          refunded_at?: string | null;
          status?: string;
          stripe_payment_id?: string | null;
          stripe_payment_intent_id?: string | null;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "payments_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "payments_customer";
            columns: ["workspace_id", "customer_id"];
            isOneToOne: false;
            referencedRelation: "customers";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "payments_order";
            columns: ["workspace_id", "order_id"];
            isOneToOne: false;
            referencedRelation: "orders";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "payments_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "payments_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "payments_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "payments_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      plan_features: {
        Row: {
          created_at: string;
          feature: string;
          id: string;
          is_per_seat: boolean;
          limit_value: number | null;
          period: string;
          plan_id: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          feature: string;
          id?: string;
          is_per_seat?: boolean;
          limit_value?: number | null;
          period?: string;
          plan_id: string;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          feature?: string;
          id?: string;
          is_per_seat?: boolean;
          limit_value?: number | null;
          period?: string;
          plan_id?: string;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "plan_features_plan_id_fkey";
            columns: ["plan_id"];
            isOneToOne: false;
            referencedRelation: "subscription_plans";
            referencedColumns: ["id"];
          },
        ];
      };
      platform_analyses: {
        Row: {
          ai_cost: number | null;
          ai_model_used: string | null;
          analysis_type: string;
          campaigns_analyzed: NonNullable<Json>;
          created_at: string;
          currency: string;
          generation_id: string | null;
          id: string;
          integration_id: string;
          migration_assessment: Json | null;
          processing_time_seconds: number | null;
          recommendations: NonNullable<Json>;
          summary: NonNullable<Json>;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ai_cost?: number | null;
          ai_model_used?: string | null;
          analysis_type: string;
          campaigns_analyzed?: NonNullable<Json>;
          created_at?: string;
          currency?: string;
          generation_id?: string | null;
          id?: string;
          integration_id: string;
          migration_assessment?: Json | null;
          processing_time_seconds?: number | null;
          recommendations?: NonNullable<Json>;
          summary?: NonNullable<Json>;
          workspace_id: string;
        };
        Update: {
          ai_cost?: number | null;
          ai_model_used?: string | null;
          analysis_type?: string;
          campaigns_analyzed?: NonNullable<Json>;
          created_at?: string;
          currency?: string;
          generation_id?: string | null;
          id?: string;
          integration_id?: string;
          migration_assessment?: Json | null;
          processing_time_seconds?: number | null;
          recommendations?: NonNullable<Json>;
          summary?: NonNullable<Json>;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "platform_analyses_ai_model_used_fkey";
            columns: ["ai_model_used"];
            isOneToOne: false;
            referencedRelation: "ai_models";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "platform_analyses_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "platform_analyses_generation";
            columns: ["workspace_id", "generation_id"];
            isOneToOne: false;
            referencedRelation: "ai_generations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "platform_analyses_generation";
            columns: ["workspace_id", "generation_id"];
            isOneToOne: false;
            referencedRelation: "generation_jobs";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "platform_analyses_integration";
            columns: ["workspace_id", "integration_id"];
            isOneToOne: false;
            referencedRelation: "site_integrations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "platform_analyses_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      price_elasticities: {
        Row: {
          category: string | null;
          created_at: string;
          diagnostics: NonNullable<Json>;
          elasticity: number;
          fitted_at: string;
          id: string;
          interval_high: number | null;
          interval_level: number;
          interval_low: number | null;
          method: string;
          observations: number;
          observed_from: string | null;
          observed_until: string | null;
          product_id: string | null;
          shrinkage: number;
          standard_error: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          category?: string | null;
          created_at?: string;
          diagnostics?: NonNullable<Json>;
          elasticity: number;
          fitted_at?: string;
          id?: string;
          interval_high?: number | null;
          interval_level?: number;
          interval_low?: number | null;
          method: string;
          observations: number;
          observed_from?: string | null;
          observed_until?: string | null;
          product_id?: string | null;
          shrinkage?: number;
          standard_error?: number | null;
          workspace_id: string;
        };
        Update: {
          category?: string | null;
          created_at?: string;
          diagnostics?: NonNullable<Json>;
          elasticity?: number;
          fitted_at?: string;
          id?: string;
          interval_high?: number | null;
          interval_level?: number;
          interval_low?: number | null;
          method?: string;
          observations?: number;
          observed_from?: string | null;
          observed_until?: string | null;
          product_id?: string | null;
          shrinkage?: number;
          standard_error?: number | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "price_elasticities_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_elasticities_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_elasticities_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_elasticities_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      price_history: {
        Row: {
          base_cost: number | null;
          base_price: number | null;
          changed_at: string;
          changed_by: string | null;
          currency: string;
          id: string;
          new_price: number;
          old_currency: string;
          old_price: number;
          prior_price: number | null;
          product_id: string;
          reason: string;
          recommendation_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          base_cost?: number | null;
          base_price?: number | null;
          changed_at?: string;
          changed_by?: string | null;
          currency: string;
          id?: string;
          new_price: number;
          old_currency: string;
          old_price: number;
          prior_price?: number | null;
          product_id: string;
          reason?: string;
          recommendation_id?: string | null;
          workspace_id: string;
        };
        Update: {
          base_cost?: number | null;
          base_price?: number | null;
          changed_at?: string;
          changed_by?: string | null;
          currency?: string;
          id?: string;
          new_price?: number;
          old_currency?: string;
          old_price?: number;
          prior_price?: number | null;
          product_id?: string;
          reason?: string;
          recommendation_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "price_history_changed_by_fkey";
            columns: ["changed_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "price_history_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "price_history_old_currency_fkey";
            columns: ["old_currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "price_history_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_history_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_history_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_history_recommendation";
            columns: ["workspace_id", "recommendation_id"];
            isOneToOne: false;
            referencedRelation: "price_recommendations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_history_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      price_holds: {
        Row: {
          code: string;
          created_at: string;
          held_since: string;
          id: string;
          kind: string;
          product_id: string;
          reasons: string[];
          run_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          code: string;
          created_at?: string;
          held_since?: string;
          id?: string;
          kind: string;
          product_id: string;
          reasons?: string[];
          run_id?: string | null;
          workspace_id: string;
        };
        Update: {
          code?: string;
          created_at?: string;
          held_since?: string;
          id?: string;
          kind?: string;
          product_id?: string;
          reasons?: string[];
          run_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "price_holds_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: true;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_holds_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: true;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_holds_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: true;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_holds_run";
            columns: ["workspace_id", "run_id"];
            isOneToOne: false;
            referencedRelation: "pricing_runs";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_holds_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      price_recommendations: {
        Row: {
          applied_at: string | null;
          code: string | null;
          confidence: number | null;
          created_at: string;
          currency: string;
          current_price: number;
          decided_at: string | null;
          decided_by: string | null;
          expected_profit_change: number | null;
          expected_profit_high: number | null;
          expected_profit_low: number | null;
          expected_units_change: number | null;
          expires_at: string | null;
          id: string;
          inputs: NonNullable<Json>;
          is_holdout: boolean;
          mode: string;
          model: string;
          product_id: string;
          reasons: string[];
          recommended_price: number;
          rolled_back_at: string | null;
          run_id: string | null;
          status: string;
          status_note: string | null;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          applied_at?: string | null;
          code?: string | null;
          confidence?: number | null;
          created_at?: string;
          currency?: string;
          current_price: number;
          decided_at?: string | null;
          decided_by?: string | null;
          expected_profit_change?: number | null;
          expected_profit_high?: number | null;
          expected_profit_low?: number | null;
          expected_units_change?: number | null;
          expires_at?: string | null;
          id?: string;
          inputs?: NonNullable<Json>;
          is_holdout?: boolean;
          mode?: string;
          model: string;
          product_id: string;
          reasons?: string[];
          recommended_price: number;
          rolled_back_at?: string | null;
          run_id?: string | null;
          status?: string;
          status_note?: string | null;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          applied_at?: string | null;
          code?: string | null;
          confidence?: number | null;
          created_at?: string;
          currency?: string;
          current_price?: number;
          decided_at?: string | null;
          decided_by?: string | null;
          expected_profit_change?: number | null;
          expected_profit_high?: number | null;
          expected_profit_low?: number | null;
          expected_units_change?: number | null;
          expires_at?: string | null;
          id?: string;
          inputs?: NonNullable<Json>;
          is_holdout?: boolean;
          mode?: string;
          model?: string;
          product_id?: string;
          reasons?: string[];
          recommended_price?: number;
          rolled_back_at?: string | null;
          run_id?: string | null;
          status?: string;
          status_note?: string | null;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "price_recommendations_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "price_recommendations_decided_by_fkey";
            columns: ["decided_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "price_recommendations_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_recommendations_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_recommendations_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_recommendations_run";
            columns: ["workspace_id", "run_id"];
            isOneToOne: false;
            referencedRelation: "pricing_runs";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_recommendations_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      price_rules: {
        Row: {
          category: string | null;
          ceiling_price: number | null;
          competitor_band_high: number | null;
          competitor_band_low: number | null;
          competitor_days: number;
          created_at: string;
          currency: string;
          floor_price: number | null;
          holdout_share: number;
          id: string;
          is_active: boolean;
          maximum_changes_per_day: number | null;
          maximum_step: number | null;
          minimum_advertised_price: number | null;
          minimum_margin: number | null;
          mode: string;
          name: string;
          product_id: string | null;
          quiet_from: string | null;
          quiet_until: string | null;
          rounding: string;
          scope: string;
          time_zone: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          category?: string | null;
          ceiling_price?: number | null;
          competitor_band_high?: number | null;
          competitor_band_low?: number | null;
          competitor_days?: number;
          created_at?: string;
          currency?: string;
          floor_price?: number | null;
          holdout_share?: number;
          id?: string;
          is_active?: boolean;
          maximum_changes_per_day?: number | null;
          maximum_step?: number | null;
          minimum_advertised_price?: number | null;
          minimum_margin?: number | null;
          mode?: string;
          name: string;
          product_id?: string | null;
          quiet_from?: string | null;
          quiet_until?: string | null;
          rounding?: string;
          scope?: never;
          time_zone?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          category?: string | null;
          ceiling_price?: number | null;
          competitor_band_high?: number | null;
          competitor_band_low?: number | null;
          competitor_days?: number;
          created_at?: string;
          currency?: string;
          floor_price?: number | null;
          holdout_share?: number;
          id?: string;
          is_active?: boolean;
          maximum_changes_per_day?: number | null;
          maximum_step?: number | null;
          minimum_advertised_price?: number | null;
          minimum_margin?: number | null;
          mode?: string;
          name?: string;
          product_id?: string | null;
          quiet_from?: string | null;
          quiet_until?: string | null;
          rounding?: string;
          scope?: never;
          time_zone?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "price_rules_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "price_rules_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_rules_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_rules_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "price_rules_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      pricing_runs: {
        Row: {
          after_product: string | null;
          applied: number;
          changed: number;
          codes: NonNullable<Json>;
          created_at: string;
          finished_at: string | null;
          held: number;
          id: string;
          kept: number;
          product_ids: string[] | null;
          products: number;
          reason: string;
          refused: number;
          requested_by: string | null;
          seasons: Json | null;
          skipped: number;
          started_at: string | null;
          status: string;
          total: number | null;
          triggers: NonNullable<Json>;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          after_product?: string | null;
          applied?: number;
          changed?: number;
          codes?: NonNullable<Json>;
          created_at?: string;
          finished_at?: string | null;
          held?: number;
          id?: string;
          kept?: number;
          product_ids?: string[] | null;
          products?: number;
          reason: string;
          refused?: number;
          requested_by?: string | null;
          seasons?: Json | null;
          skipped?: number;
          started_at?: string | null;
          status?: string;
          total?: number | null;
          triggers?: NonNullable<Json>;
          workspace_id: string;
        };
        Update: {
          after_product?: string | null;
          applied?: number;
          changed?: number;
          codes?: NonNullable<Json>;
          created_at?: string;
          finished_at?: string | null;
          held?: number;
          id?: string;
          kept?: number;
          product_ids?: string[] | null;
          products?: number;
          reason?: string;
          refused?: number;
          requested_by?: string | null;
          seasons?: Json | null;
          skipped?: number;
          started_at?: string | null;
          status?: string;
          total?: number | null;
          triggers?: NonNullable<Json>;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "pricing_runs_requested_by_fkey";
            columns: ["requested_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "pricing_runs_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      pricing_settings: {
        Row: {
          created_at: string;
          expires_after_days: number;
          explores: boolean;
          id: string;
          lead_time_days: number;
          recent_days: number;
          reprices_on_change: boolean;
          rest_days: number;
          sales_days: number;
          updated_at: string;
          uplift_since: string | null;
          widest_interval: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          expires_after_days?: number;
          explores?: boolean;
          id?: never;
          lead_time_days?: number;
          recent_days?: number;
          reprices_on_change?: boolean;
          rest_days?: number;
          sales_days?: number;
          updated_at?: string;
          uplift_since?: string | null;
          widest_interval?: number;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          expires_after_days?: number;
          explores?: boolean;
          id?: never;
          lead_time_days?: number;
          recent_days?: number;
          reprices_on_change?: boolean;
          rest_days?: number;
          sales_days?: number;
          updated_at?: string;
          uplift_since?: string | null;
          widest_interval?: number;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "pricing_settings_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: true;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      product_metrics: {
        Row: {
          cart_adds: number;
          created_at: string;
          currency: string;
          date: string;
          id: string;
          net_revenue: number | null;
          product_id: string;
          refunds: number;
          revenue: number;
          sales: number;
          updated_at: string;
          views: number;
          visitor_hashes: number[] | null;
          visitors: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          cart_adds?: number;
          created_at?: string;
          currency?: string;
          date: string;
          id?: string;
          net_revenue?: never;
          product_id: string;
          refunds?: number;
          revenue?: number;
          sales?: number;
          updated_at?: string;
          views?: number;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id: string;
        };
        Update: {
          cart_adds?: number;
          created_at?: string;
          currency?: string;
          date?: string;
          id?: string;
          net_revenue?: never;
          product_id?: string;
          refunds?: number;
          revenue?: number;
          sales?: number;
          updated_at?: string;
          views?: number;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "product_metrics_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "product_metrics_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "product_metrics_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "product_metrics_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "product_metrics_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      products: {
        Row: {
          base_cost: number | null;
          base_price: number;
          category: string | null;
          created_at: string;
          currency: string;
          current_price: number;
          description: string | null;
          external_id: string | null;
          id: string;
          image_url: string | null;
          inventory_count: number;
          is_active: boolean;
          last_price_update: string | null;
          lead_time_days: number | null;
          name: string;
          pricing_factors: NonNullable<Json>;
          prior_price: number | null;
          reduced_since: string | null;
          reorder_point: number;
          search_vector: unknown;
          store_connection_id: string | null;
          tags: string[];
          tracks_stock: boolean | null;
          updated_at: string;
          workspace_id: string;
          discount_percent: number | null;
          lowest_price_30d: number | null;
          sales_count: number | null;
        };
        ComputedFields: "discount_percent" | "lowest_price_30d" | "sales_count";
        Insert: {
          base_cost?: number | null;
          base_price: number;
          category?: string | null;
          created_at?: string;
          currency?: string;
          current_price: number;
          description?: string | null;
          external_id?: string | null;
          id?: string;
          image_url?: string | null;
          inventory_count?: number;
          is_active?: boolean;
          last_price_update?: string | null;
          lead_time_days?: number | null;
          name: string;
          pricing_factors?: NonNullable<Json>;
          prior_price?: number | null;
          reduced_since?: string | null;
          reorder_point?: number;
          search_vector?: never;
          store_connection_id?: string | null;
          tags?: string[];
          tracks_stock?: boolean | null;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          base_cost?: number | null;
          base_price?: number;
          category?: string | null;
          created_at?: string;
          currency?: string;
          current_price?: number;
          description?: string | null;
          external_id?: string | null;
          id?: string;
          image_url?: string | null;
          inventory_count?: number;
          is_active?: boolean;
          last_price_update?: string | null;
          lead_time_days?: number | null;
          name?: string;
          pricing_factors?: NonNullable<Json>;
          prior_price?: number | null;
          reduced_since?: string | null;
          reorder_point?: number;
          search_vector?: never;
          store_connection_id?: string | null;
          tags?: string[];
          tracks_stock?: boolean | null;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "products_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "products_store_connection";
            columns: ["workspace_id", "store_connection_id"];
            isOneToOne: false;
            referencedRelation: "store_connections";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "products_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      profiles: {
        Row: {
          avatar_url: string | null;
          country: string | null;
          created_at: string;
          first_name: string | null;
          full_name: string | null;
          id: string;
          is_active: boolean;
          last_active_at: string | null;
          last_name: string | null;
          password_strength: string | null;
          settings: NonNullable<Json>;
          status: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          avatar_url?: string | null;
          country?: string | null;
          created_at?: string;
          first_name?: string | null;
          full_name?: string | null;
          id: string;
          is_active?: never;
          last_active_at?: string | null;
          last_name?: string | null;
          password_strength?: string | null;
          settings?: NonNullable<Json>;
          status?: string;
          updated_at?: string;
        };
        Update: {
          avatar_url?: string | null;
          country?: string | null;
          created_at?: string;
          first_name?: string | null;
          full_name?: string | null;
          id?: string;
          is_active?: never;
          last_active_at?: string | null;
          last_name?: string | null;
          password_strength?: string | null;
          settings?: NonNullable<Json>;
          status?: string;
          updated_at?: string;
        };
        Relationships: [];
      };
      rate_limits: {
        Row: {
          full_at: string;
          is_allowed: boolean;
          key: string;
          taken: number;
          taken_at: string;
        };
        ComputedFields: never;
        Insert: {
          full_at: string;
          is_allowed: boolean;
          key: string;
          taken?: number;
          taken_at?: string;
        };
        Update: {
          full_at?: string;
          is_allowed?: boolean;
          key?: string;
          taken?: number;
          taken_at?: string;
        };
        Relationships: [];
      };
      refunds: {
        Row: {
          amount: number;
          amount_cents: number;
          created_at: string;
          currency: string;
          error_message: string | null;
          id: string;
          order_id: string | null;
          payment_id: string | null;
          reason: string | null;
          refunded_at: string;
          status: string;
          stripe_refund_id: string | null;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          amount: number;
          amount_cents?: never;
          created_at?: string;
          currency: string;
          error_message?: string | null;
          id?: string;
          order_id?: string | null;
          payment_id?: string | null;
          reason?: string | null;
          refunded_at?: string;
          status?: string;
          stripe_refund_id?: string | null;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          amount?: number;
          amount_cents?: never;
          created_at?: string;
          currency?: string;
          error_message?: string | null;
          id?: string;
          order_id?: string | null;
          payment_id?: string | null;
          reason?: string | null;
          refunded_at?: string;
          status?: string;
          stripe_refund_id?: string | null;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "refunds_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "refunds_order";
            columns: ["workspace_id", "order_id"];
            isOneToOne: false;
            referencedRelation: "orders";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "refunds_payment";
            columns: ["workspace_id", "payment_id"];
            isOneToOne: false;
            referencedRelation: "payments";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "refunds_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      revenue_backtests: {
        Row: {
          actual_revenue: number;
          category: string | null;
          created_at: string;
          currency: string;
          date: string;
          horizon_days: number;
          id: string;
          interval_high: number;
          interval_low: number;
          model: string;
          predicted_on: string;
          predicted_revenue: number;
          product_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          actual_revenue: number;
          category?: string | null;
          created_at?: string;
          currency: string;
          date: string;
          horizon_days: number;
          id?: string;
          interval_high: number;
          interval_low: number;
          model: string;
          predicted_on: string;
          predicted_revenue: number;
          product_id?: string | null;
          workspace_id: string;
        };
        Update: {
          actual_revenue?: number;
          category?: string | null;
          created_at?: string;
          currency?: string;
          date?: string;
          horizon_days?: number;
          id?: string;
          interval_high?: number;
          interval_low?: number;
          model?: string;
          predicted_on?: string;
          predicted_revenue?: number;
          product_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "revenue_backtests_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "revenue_backtests_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_backtests_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_backtests_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_backtests_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      revenue_breakdown: {
        Row: {
          category: string | null;
          created_at: string;
          currency: string;
          date: string;
          id: string;
          net_revenue: number | null;
          product_id: string | null;
          refunds: number;
          revenue: number;
          units: number;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          category?: string | null;
          created_at?: string;
          currency?: string;
          date: string;
          id?: string;
          net_revenue?: never;
          product_id?: string | null;
          refunds?: number;
          revenue?: number;
          units?: number;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          category?: string | null;
          created_at?: string;
          currency?: string;
          date?: string;
          id?: string;
          net_revenue?: never;
          product_id?: string | null;
          refunds?: number;
          revenue?: number;
          units?: number;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "revenue_breakdown_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "revenue_breakdown_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_breakdown_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_breakdown_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_breakdown_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      revenue_daily: {
        Row: {
          created_at: string;
          currency: string;
          date: string;
          id: string;
          net_revenue: number | null;
          orders_count: number;
          refunds: number;
          revenue: number;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          currency?: string;
          date: string;
          id?: string;
          net_revenue?: never;
          orders_count?: number;
          refunds?: number;
          revenue?: number;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          currency?: string;
          date?: string;
          id?: string;
          net_revenue?: never;
          orders_count?: number;
          refunds?: number;
          revenue?: number;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "revenue_daily_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "revenue_daily_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      revenue_predictions: {
        Row: {
          backtest_error: number | null;
          baseline_error: number | null;
          category: string | null;
          confidence: number | null;
          created_at: string;
          currency: string;
          date: string;
          horizon_days: number;
          id: string;
          interval_high: number | null;
          interval_low: number | null;
          is_conformal: boolean;
          model: string;
          notes: string[];
          predicted_on: string;
          predicted_revenue: number;
          predicted_units: number | null;
          product_id: string | null;
          realised_coverage: number | null;
          timeframe: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          backtest_error?: number | null;
          baseline_error?: number | null;
          category?: string | null;
          confidence?: number | null;
          created_at?: string;
          currency?: string;
          date: string;
          horizon_days: number;
          id?: string;
          interval_high?: number | null;
          interval_low?: number | null;
          is_conformal?: boolean;
          model: string;
          notes?: string[];
          predicted_on?: string;
          predicted_revenue: number;
          predicted_units?: number | null;
          product_id?: string | null;
          realised_coverage?: number | null;
          timeframe?: never;
          workspace_id: string;
        };
        Update: {
          backtest_error?: number | null;
          baseline_error?: number | null;
          category?: string | null;
          confidence?: number | null;
          created_at?: string;
          currency?: string;
          date?: string;
          horizon_days?: number;
          id?: string;
          interval_high?: number | null;
          interval_low?: number | null;
          is_conformal?: boolean;
          model?: string;
          notes?: string[];
          predicted_on?: string;
          predicted_revenue?: number;
          predicted_units?: number | null;
          product_id?: string | null;
          realised_coverage?: number | null;
          timeframe?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "revenue_predictions_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "revenue_predictions_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_predictions_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_predictions_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "revenue_predictions_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      security_alerts: {
        Row: {
          created_at: string;
          description: string;
          details: NonNullable<Json>;
          id: string;
          last_seen_at: string;
          occurrences: number;
          resolved: boolean;
          resolved_at: string | null;
          resolved_by: string | null;
          severity: string;
          status: string;
          type: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          description: string;
          details?: NonNullable<Json>;
          id?: string;
          last_seen_at?: string;
          occurrences?: number;
          resolved?: never;
          resolved_at?: string | null;
          resolved_by?: string | null;
          severity?: string;
          status?: string;
          type: string;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          created_at?: string;
          description?: string;
          details?: NonNullable<Json>;
          id?: string;
          last_seen_at?: string;
          occurrences?: number;
          resolved?: never;
          resolved_at?: string | null;
          resolved_by?: string | null;
          severity?: string;
          status?: string;
          type?: string;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "security_alerts_resolved_by_fkey";
            columns: ["resolved_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "security_alerts_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "security_alerts_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      site_integrations: {
        Row: {
          account_email: string | null;
          account_name: string | null;
          connection_status: string;
          created_at: string;
          id: string;
          last_sync_at: string | null;
          platform_metadata: NonNullable<Json>;
          platform_type: string;
          sync_error_message: string | null;
          sync_status: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          account_email?: string | null;
          account_name?: string | null;
          connection_status?: string;
          created_at?: string;
          id?: string;
          last_sync_at?: string | null;
          platform_metadata?: NonNullable<Json>;
          platform_type: string;
          sync_error_message?: string | null;
          sync_status?: string;
          updated_at?: string;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          account_email?: string | null;
          account_name?: string | null;
          connection_status?: string;
          created_at?: string;
          id?: string;
          last_sync_at?: string | null;
          platform_metadata?: NonNullable<Json>;
          platform_type?: string;
          sync_error_message?: string | null;
          sync_status?: string;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "site_integrations_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "site_integrations_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      social_posts: {
        Row: {
          bundle_id: string | null;
          business_id: string;
          content: string;
          conversion_goal: string;
          created_at: string;
          cta_text: string | null;
          cta_url: string | null;
          engagement_metrics: NonNullable<Json>;
          hashtags: string[];
          id: string;
          is_variant: boolean;
          is_winner: boolean | null;
          language: string;
          media_prompts: string[];
          next_action_id: string | null;
          next_action_type: string | null;
          next_blog_post_id: string | null;
          next_content_upgrade_id: string | null;
          platform: string;
          post_type: string | null;
          product_id: string | null;
          published_at: string | null;
          scheduled_for: string | null;
          search_vector: unknown;
          status: string;
          updated_at: string;
          variant_group_id: string | null;
          winning_threshold: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          bundle_id?: string | null;
          business_id: string;
          content: string;
          conversion_goal?: string;
          created_at?: string;
          cta_text?: string | null;
          cta_url?: string | null;
          engagement_metrics?: NonNullable<Json>;
          hashtags?: string[];
          id?: string;
          is_variant?: boolean;
          is_winner?: boolean | null;
          language?: string;
          media_prompts?: string[];
          next_action_id?: never;
          next_action_type?: never;
          next_blog_post_id?: string | null;
          next_content_upgrade_id?: string | null;
          platform: string;
          post_type?: string | null;
          product_id?: string | null;
          published_at?: string | null;
          scheduled_for?: string | null;
          search_vector?: never;
          status?: string;
          updated_at?: string;
          variant_group_id?: string | null;
          winning_threshold?: number | null;
          workspace_id: string;
        };
        Update: {
          bundle_id?: string | null;
          business_id?: string;
          content?: string;
          conversion_goal?: string;
          created_at?: string;
          cta_text?: string | null;
          cta_url?: string | null;
          engagement_metrics?: NonNullable<Json>;
          hashtags?: string[];
          id?: string;
          is_variant?: boolean;
          is_winner?: boolean | null;
          language?: string;
          media_prompts?: string[];
          next_action_id?: never;
          next_action_type?: never;
          next_blog_post_id?: string | null;
          next_content_upgrade_id?: string | null;
          platform?: string;
          post_type?: string | null;
          product_id?: string | null;
          published_at?: string | null;
          scheduled_for?: string | null;
          search_vector?: never;
          status?: string;
          updated_at?: string;
          variant_group_id?: string | null;
          winning_threshold?: number | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "social_posts_bundle";
            columns: ["workspace_id", "bundle_id"];
            isOneToOne: false;
            referencedRelation: "content_bundles";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "social_posts_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "social_posts_next_blog_post";
            columns: ["workspace_id", "next_blog_post_id"];
            isOneToOne: false;
            referencedRelation: "blog_posts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "social_posts_next_content_upgrade";
            columns: ["workspace_id", "next_content_upgrade_id"];
            isOneToOne: false;
            referencedRelation: "content_upgrades";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "social_posts_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "affiliate_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "social_posts_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "social_posts_product";
            columns: ["workspace_id", "product_id"];
            isOneToOne: false;
            referencedRelation: "store_products";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "social_posts_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      source_metrics: {
        Row: {
          conversions: number;
          created_at: string;
          currency: string;
          date: string;
          id: string;
          medium: string;
          net_revenue: number | null;
          refunds: number;
          revenue: number;
          sessions: number;
          source: string;
          updated_at: string;
          visitor_hashes: number[] | null;
          visitors: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          conversions?: number;
          created_at?: string;
          currency?: string;
          date: string;
          id?: string;
          medium?: string;
          net_revenue?: never;
          refunds?: number;
          revenue?: number;
          sessions?: number;
          source: string;
          updated_at?: string;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id: string;
        };
        Update: {
          conversions?: number;
          created_at?: string;
          currency?: string;
          date?: string;
          id?: string;
          medium?: string;
          net_revenue?: never;
          refunds?: number;
          revenue?: number;
          sessions?: number;
          source?: string;
          updated_at?: string;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "source_metrics_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "source_metrics_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      store_connections: {
        Row: {
          business_id: string | null;
          created_at: string;
          currency: string;
          external_id: string | null;
          id: string;
          is_active: boolean;
          last_sync_at: string | null;
          platform: string;
          settings: NonNullable<Json>;
          status: string;
          store_name: string;
          store_url: string | null;
          sync_error_message: string | null;
          sync_status: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          business_id?: string | null;
          created_at?: string;
          currency?: string;
          external_id?: string | null;
          id?: string;
          is_active?: boolean;
          last_sync_at?: string | null;
          platform: string;
          settings?: NonNullable<Json>;
          status?: string;
          store_name: string;
          store_url?: string | null;
          sync_error_message?: string | null;
          sync_status?: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          business_id?: string | null;
          created_at?: string;
          currency?: string;
          external_id?: string | null;
          id?: string;
          is_active?: boolean;
          last_sync_at?: string | null;
          platform?: string;
          settings?: NonNullable<Json>;
          status?: string;
          store_name?: string;
          store_url?: string | null;
          sync_error_message?: string | null;
          sync_status?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "store_connections_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "store_connections_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "store_connections_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      stripe_accounts: {
        Row: {
          charges_enabled: boolean;
          connected_at: string | null;
          country: string | null;
          created_at: string;
          currency: string | null;
          details_submitted: boolean;
          disconnected_at: string | null;
          id: string;
          livemode: boolean | null;
          payouts_enabled: boolean;
          status: string;
          updated_at: string;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          charges_enabled?: boolean;
          connected_at?: string | null;
          country?: string | null;
          created_at?: string;
          currency?: string | null;
          details_submitted?: boolean;
          disconnected_at?: string | null;
          id: string;
          livemode?: boolean | null;
          payouts_enabled?: boolean;
          status?: string;
          updated_at?: string;
          workspace_id?: string | null;
        };
        Update: {
          charges_enabled?: boolean;
          connected_at?: string | null;
          country?: string | null;
          created_at?: string;
          currency?: string | null;
          details_submitted?: boolean;
          disconnected_at?: string | null;
          id?: string;
          livemode?: boolean | null;
          payouts_enabled?: boolean;
          status?: string;
          updated_at?: string;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "stripe_accounts_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "stripe_accounts_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      stripe_customers: {
        Row: {
          created_at: string;
          email: string | null;
          id: string;
          stripe_customer_id: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          email?: string | null;
          id?: string;
          stripe_customer_id: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          email?: string | null;
          id?: string;
          stripe_customer_id?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "stripe_customers_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: true;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      stripe_drift: {
        Row: {
          amount_difference: number;
          created_at: string;
          currency: string | null;
          fields: string[];
          id: string;
          kind: string;
          object: string;
          ours: Json | null;
          reconciliation_id: string;
          theirs: Json | null;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          amount_difference?: number;
          created_at?: string;
          currency?: string | null;
          fields?: string[];
          id: string;
          kind: string;
          object: string;
          ours?: Json | null;
          reconciliation_id: string;
          theirs?: Json | null;
          updated_at?: string;
        };
        Update: {
          amount_difference?: number;
          created_at?: string;
          currency?: string | null;
          fields?: string[];
          id?: string;
          kind?: string;
          object?: string;
          ours?: Json | null;
          reconciliation_id?: string;
          theirs?: Json | null;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "stripe_drift_reconciliation_id_fkey";
            columns: ["reconciliation_id"];
            isOneToOne: false;
            referencedRelation: "stripe_reconciliations";
            referencedColumns: ["id"];
          },
        ];
      };
      stripe_events: {
        Row: {
          account_id: string;
          api_version: string | null;
          attempts: number;
          created_at: string;
          error_message: string | null;
          id: string;
          livemode: boolean;
          note: string | null;
          object: string | null;
          object_id: string | null;
          occurred_at: string;
          payload: NonNullable<Json>;
          processed_at: string | null;
          status: string;
          type: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          account_id?: string;
          api_version?: string | null;
          attempts?: number;
          created_at?: string;
          error_message?: string | null;
          id: string;
          livemode?: boolean;
          note?: string | null;
          object?: string | null;
          object_id?: string | null;
          occurred_at?: string;
          payload: NonNullable<Json>;
          processed_at?: string | null;
          status?: string;
          type: string;
          updated_at?: string;
        };
        Update: {
          account_id?: string;
          api_version?: string | null;
          attempts?: number;
          created_at?: string;
          error_message?: string | null;
          id?: string;
          livemode?: boolean;
          note?: string | null;
          object?: string | null;
          object_id?: string | null;
          occurred_at?: string;
          payload?: NonNullable<Json>;
          processed_at?: string | null;
          status?: string;
          type?: string;
          updated_at?: string;
        };
        Relationships: [];
      };
      stripe_objects: {
        Row: {
          account_id: string;
          api_version: string | null;
          created_at: string;
          data: NonNullable<Json>;
          error_message: string | null;
          gone_at: string | null;
          id: string;
          object: string;
          read_at: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          account_id: string;
          api_version?: string | null;
          created_at?: string;
          data: NonNullable<Json>;
          error_message?: string | null;
          gone_at?: string | null;
          id: string;
          object: string;
          read_at: string;
          updated_at?: string;
        };
        Update: {
          account_id?: string;
          api_version?: string | null;
          created_at?: string;
          data?: NonNullable<Json>;
          error_message?: string | null;
          gone_at?: string | null;
          id?: string;
          object?: string;
          read_at?: string;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "stripe_objects_account_id_fkey";
            columns: ["account_id"];
            isOneToOne: false;
            referencedRelation: "stripe_accounts";
            referencedColumns: ["id"];
          },
        ];
      };
      stripe_reconciliation_steps: {
        Row: {
          completed_at: string | null;
          created_at: string;
          cursor: string | null;
          listed: number;
          object: string;
          pages: number;
          reconciliation_id: string;
          started_at: string | null;
          status: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          completed_at?: string | null;
          created_at?: string;
          cursor?: string | null;
          listed?: number;
          object: string;
          pages?: number;
          reconciliation_id: string;
          started_at?: string | null;
          status?: string;
          updated_at?: string;
        };
        Update: {
          completed_at?: string | null;
          created_at?: string;
          cursor?: string | null;
          listed?: number;
          object?: string;
          pages?: number;
          reconciliation_id?: string;
          started_at?: string | null;
          status?: string;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "stripe_reconciliation_steps_reconciliation_id_fkey";
            columns: ["reconciliation_id"];
            isOneToOne: false;
            referencedRelation: "stripe_reconciliations";
            referencedColumns: ["id"];
          },
        ];
      };
      stripe_reconciliations: {
        Row: {
          account_id: string;
          completed_at: string | null;
          created_at: string;
          created_since: string | null;
          error_message: string | null;
          id: string;
          is_backfill: boolean;
          started_at: string;
          status: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          account_id: string;
          completed_at?: string | null;
          created_at?: string;
          created_since?: string | null;
          error_message?: string | null;
          id?: string;
          is_backfill?: boolean;
          started_at?: string;
          status?: string;
          updated_at?: string;
        };
        Update: {
          account_id?: string;
          completed_at?: string | null;
          created_at?: string;
          created_since?: string | null;
          error_message?: string | null;
          id?: string;
          is_backfill?: boolean;
          started_at?: string;
          status?: string;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "stripe_reconciliations_account_id_fkey";
            columns: ["account_id"];
            isOneToOne: false;
            referencedRelation: "stripe_accounts";
            referencedColumns: ["id"];
          },
        ];
      };
      subscription_changes: {
        Row: {
          amount_due: number | null;
          amount_due_cents: number | null;
          charge: number | null;
          charge_cents: number | null;
          completed_at: string | null;
          created_at: string;
          credit: number | null;
          credit_cents: number | null;
          currency: string | null;
          effective_at: string | null;
          error_message: string | null;
          id: string;
          is_at_period_end: boolean;
          kind: string;
          lines: NonNullable<Json>;
          plan_id: string | null;
          preview_id: string | null;
          proration_date: string | null;
          quantity: number | null;
          status: string;
          subscription_id: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          amount_due?: number | null;
          amount_due_cents?: never;
          charge?: number | null;
          charge_cents?: never;
          completed_at?: string | null;
          created_at?: string;
          credit?: number | null;
          credit_cents?: never;
          currency?: string | null;
          effective_at?: string | null;
          error_message?: string | null;
          id?: string;
          is_at_period_end?: boolean;
          kind: string;
          lines?: NonNullable<Json>;
          plan_id?: string | null;
          preview_id?: string | null;
          proration_date?: string | null;
          quantity?: number | null;
          status?: string;
          subscription_id: string;
          updated_at?: string;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          amount_due?: number | null;
          amount_due_cents?: never;
          charge?: number | null;
          charge_cents?: never;
          completed_at?: string | null;
          created_at?: string;
          credit?: number | null;
          credit_cents?: never;
          currency?: string | null;
          effective_at?: string | null;
          error_message?: string | null;
          id?: string;
          is_at_period_end?: boolean;
          kind?: string;
          lines?: NonNullable<Json>;
          plan_id?: string | null;
          preview_id?: string | null;
          proration_date?: string | null;
          quantity?: number | null;
          status?: string;
          subscription_id?: string;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "subscription_changes_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "subscription_changes_plan_id_fkey";
            columns: ["plan_id"];
            isOneToOne: false;
            referencedRelation: "subscription_plans";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "subscription_changes_preview";
            columns: ["workspace_id", "preview_id"];
            isOneToOne: false;
            referencedRelation: "subscription_changes";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "subscription_changes_subscription";
            columns: ["workspace_id", "subscription_id"];
            isOneToOne: false;
            referencedRelation: "subscriptions";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "subscription_changes_subscription";
            columns: ["workspace_id", "subscription_id"];
            isOneToOne: false;
            referencedRelation: "workspace_subscriptions";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "subscription_changes_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "subscription_changes_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      subscription_items: {
        Row: {
          created_at: string;
          currency: string;
          id: string;
          interval: string | null;
          plan_id: string | null;
          price: number | null;
          price_cents: number | null;
          quantity: number;
          stripe_item_id: string;
          stripe_price_id: string;
          subscription_id: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          currency: string;
          id?: string;
          interval?: string | null;
          plan_id?: string | null;
          price?: number | null;
          price_cents?: never;
          quantity?: number;
          stripe_item_id: string;
          stripe_price_id: string;
          subscription_id: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          currency?: string;
          id?: string;
          interval?: string | null;
          plan_id?: string | null;
          price?: number | null;
          price_cents?: never;
          quantity?: number;
          stripe_item_id?: string;
          stripe_price_id?: string;
          subscription_id?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "subscription_items_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "subscription_items_plan_id_fkey";
            columns: ["plan_id"];
            isOneToOne: false;
            referencedRelation: "subscription_plans";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "subscription_items_subscription";
            columns: ["workspace_id", "subscription_id"];
            isOneToOne: false;
            referencedRelation: "subscriptions";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "subscription_items_subscription";
            columns: ["workspace_id", "subscription_id"];
            isOneToOne: false;
            referencedRelation: "workspace_subscriptions";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "subscription_items_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      subscription_plans: {
        Row: {
          created_at: string;
          currency: string;
          description: string | null;
          features: NonNullable<Json>;
          id: string;
          interval: string;
          is_active: boolean;
          is_default: boolean;
          name: string;
          plan_type: string | null;
          price: number;
          price_cents: number;
          stripe_price_id: string | null;
          tier: string | null;
          trial_days: number;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          currency?: string;
          description?: string | null;
          features?: NonNullable<Json>;
          id?: string;
          interval?: string;
          is_active?: boolean;
          is_default?: boolean;
          name: string;
          plan_type?: string | null;
          price: number;
          price_cents?: never;
          stripe_price_id?: string | null;
          tier?: string | null;
          trial_days?: number;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          currency?: string;
          description?: string | null;
          features?: NonNullable<Json>;
          id?: string;
          interval?: string;
          is_active?: boolean;
          is_default?: boolean;
          name?: string;
          plan_type?: string | null;
          price?: number;
          price_cents?: never;
          stripe_price_id?: string | null;
          tier?: string | null;
          trial_days?: number;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "subscription_plans_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
        ];
      };
      subscriptions: {
        Row: {
          business_id: string | null;
          cancel_at: string | null;
          cancel_at_period_end: boolean;
          canceled_at: string | null;
          created_at: string;
          currency: string;
          current_period_end: string | null;
          current_period_start: string | null;
          id: string;
          interval: string;
          monthly_price: number;
          monthly_price_cents: number;
          plan_id: string;
          price: number;
          quantity: number;
          status: string;
          stripe_subscription_id: string | null;
          trial_end: string | null;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          business_id?: string | null;
          cancel_at?: string | null;
          cancel_at_period_end?: boolean;
          canceled_at?: string | null;
          created_at?: string;
          currency: string;
          current_period_end?: string | null;
          current_period_start?: string | null;
          id?: string;
          interval: string;
          monthly_price?: never;
          monthly_price_cents?: never;
          plan_id: string;
          price: number;
          quantity?: number;
          status?: string;
          stripe_subscription_id?: string | null;
          trial_end?: string | null;
          updated_at?: string;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          business_id?: string | null;
          cancel_at?: string | null;
          cancel_at_period_end?: boolean;
          canceled_at?: string | null;
          created_at?: string;
          currency?: string;
          current_period_end?: string | null;
          current_period_start?: string | null;
          id?: string;
          interval?: string;
          monthly_price?: never;
          monthly_price_cents?: never;
          plan_id?: string;
          price?: number;
          quantity?: number;
          status?: string;
          stripe_subscription_id?: string | null;
          trial_end?: string | null;
          updated_at?: string;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "subscriptions_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "subscriptions_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "subscriptions_plan_id_fkey";
            columns: ["plan_id"];
            isOneToOne: false;
            referencedRelation: "subscription_plans";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "subscriptions_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "subscriptions_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      traffic_daily: {
        Row: {
          bounces: number;
          cart_adds: number;
          clicks: number;
          conversions: number;
          created_at: string;
          currency: string;
          date: string;
          events: number;
          id: string;
          page_views: number;
          refunds: number;
          revenue: number;
          session_seconds: number;
          sessions: number;
          updated_at: string;
          visitor_hashes: number[] | null;
          visitors: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          bounces?: number;
          cart_adds?: number;
          clicks?: number;
          conversions?: number;
          created_at?: string;
          currency: string;
          date: string;
          events?: number;
          id?: string;
          page_views?: number;
          refunds?: number;
          revenue?: number;
          session_seconds?: number;
          sessions?: number;
          updated_at?: string;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id: string;
        };
        Update: {
          bounces?: number;
          cart_adds?: number;
          clicks?: number;
          conversions?: number;
          created_at?: string;
          currency?: string;
          date?: string;
          events?: number;
          id?: string;
          page_views?: number;
          refunds?: number;
          revenue?: number;
          session_seconds?: number;
          sessions?: number;
          updated_at?: string;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "traffic_daily_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "traffic_daily_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      traffic_hourly: {
        Row: {
          conversions: number;
          created_at: string;
          currency: string;
          events: number;
          hour: string;
          id: string;
          page_views: number;
          refunds: number;
          revenue: number;
          sessions: number;
          updated_at: string;
          visitor_hashes: number[] | null;
          visitors: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          conversions?: number;
          created_at?: string;
          currency: string;
          events?: number;
          hour: string;
          id?: string;
          page_views?: number;
          refunds?: number;
          revenue?: number;
          sessions?: number;
          updated_at?: string;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id: string;
        };
        Update: {
          conversions?: number;
          created_at?: string;
          currency?: string;
          events?: number;
          hour?: string;
          id?: string;
          page_views?: number;
          refunds?: number;
          revenue?: number;
          sessions?: number;
          updated_at?: string;
          visitor_hashes?: number[] | null;
          visitors?: never;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "traffic_hourly_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "traffic_hourly_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      usage_counters: {
        Row: {
          amount: number;
          created_at: string;
          id: number;
          metric: string;
          month: string;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          amount: number;
          created_at?: string;
          id?: never;
          metric: string;
          month?: string;
          user_id?: string | null;
          workspace_id: string;
        };
        Update: {
          amount?: number;
          created_at?: string;
          id?: never;
          metric?: string;
          month?: string;
          user_id?: string | null;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "usage_counters_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "usage_counters_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      workflow_runs: {
        Row: {
          completed_at: string | null;
          created_at: string;
          error_message: string | null;
          id: string;
          input: NonNullable<Json>;
          result: Json | null;
          started_at: string | null;
          status: string;
          updated_at: string;
          workflow_id: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          completed_at?: string | null;
          created_at?: string;
          error_message?: string | null;
          id?: string;
          input?: NonNullable<Json>;
          result?: Json | null;
          started_at?: string | null;
          status?: string;
          updated_at?: string;
          workflow_id: string;
          workspace_id: string;
        };
        Update: {
          completed_at?: string | null;
          created_at?: string;
          error_message?: string | null;
          id?: string;
          input?: NonNullable<Json>;
          result?: Json | null;
          started_at?: string | null;
          status?: string;
          updated_at?: string;
          workflow_id?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "workflow_runs_workflow";
            columns: ["workspace_id", "workflow_id"];
            isOneToOne: false;
            referencedRelation: "workflows";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "workflow_runs_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      workflows: {
        Row: {
          actions: NonNullable<Json>;
          conditions: NonNullable<Json>;
          created_at: string;
          created_by: string | null;
          id: string;
          name: string;
          next_run_at: string | null;
          status: string;
          trigger_config: NonNullable<Json>;
          trigger_type: string;
          updated_at: string;
          workspace_id: string;
          last_run_at: string | null;
        };
        ComputedFields: "last_run_at";
        Insert: {
          actions?: NonNullable<Json>;
          conditions?: NonNullable<Json>;
          created_at?: string;
          created_by?: string | null;
          id?: string;
          name: string;
          next_run_at?: string | null;
          status?: string;
          trigger_config?: NonNullable<Json>;
          trigger_type: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          actions?: NonNullable<Json>;
          conditions?: NonNullable<Json>;
          created_at?: string;
          created_by?: string | null;
          id?: string;
          name?: string;
          next_run_at?: string | null;
          status?: string;
          trigger_config?: NonNullable<Json>;
          trigger_type?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "workflows_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "workflows_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      workspace_invitations: {
        Row: {
          accepted_at: string | null;
          accepted_by: string | null;
          created_at: string;
          email: string;
          expires_at: string;
          id: string;
          invited_by: string | null;
          last_sent_at: string;
          revoked_at: string | null;
          role: string;
          send_count: number;
          token_hash: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          accepted_at?: string | null;
          accepted_by?: string | null;
          created_at?: string;
          email: string;
          expires_at?: string;
          id?: string;
          invited_by?: string | null;
          last_sent_at?: string;
          revoked_at?: string | null;
          role?: string;
          send_count?: number;
          token_hash: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          accepted_at?: string | null;
          accepted_by?: string | null;
          created_at?: string;
          email?: string;
          expires_at?: string;
          id?: string;
          invited_by?: string | null;
          last_sent_at?: string;
          revoked_at?: string | null;
          role?: string;
          send_count?: number;
          token_hash?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "workspace_invitations_accepted_by_fkey";
            columns: ["accepted_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "workspace_invitations_invited_by_fkey";
            columns: ["invited_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "workspace_invitations_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      workspace_members: {
        Row: {
          created_at: string;
          id: string;
          invited_by: string | null;
          is_active: boolean;
          joined_at: string;
          permissions: NonNullable<Json>;
          role: string;
          updated_at: string;
          user_id: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          invited_by?: string | null;
          is_active?: boolean;
          joined_at?: string;
          permissions?: NonNullable<Json>;
          role?: string;
          updated_at?: string;
          user_id: string;
          workspace_id: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          invited_by?: string | null;
          is_active?: boolean;
          joined_at?: string;
          permissions?: NonNullable<Json>;
          role?: string;
          updated_at?: string;
          user_id?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "workspace_members_invited_by_fkey";
            columns: ["invited_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "workspace_members_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "workspace_members_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      workspaces: {
        Row: {
          created_at: string;
          id: string;
          is_active: boolean;
          is_personal: boolean;
          name: string;
          owner_id: string;
          settings: NonNullable<Json>;
          slug: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          is_active?: boolean;
          is_personal?: boolean;
          name: string;
          owner_id?: string;
          settings?: NonNullable<Json>;
          slug?: string;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          is_active?: boolean;
          is_personal?: boolean;
          name?: string;
          owner_id?: string;
          settings?: NonNullable<Json>;
          slug?: string;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "workspaces_owner_id_fkey";
            columns: ["owner_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      write_keys: {
        Row: {
          allowed_origins: string[];
          created_at: string;
          created_by: string | null;
          events_per_minute: number;
          id: string;
          is_active: boolean;
          key: string;
          name: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          allowed_origins?: string[];
          created_at?: string;
          created_by?: string | null;
          events_per_minute?: number;
          id?: string;
          is_active?: boolean;
          key?: string;
          name: string;
          updated_at?: string;
          workspace_id: string;
        };
        Update: {
          allowed_origins?: string[];
          created_at?: string;
          created_by?: string | null;
          events_per_minute?: number;
          id?: string;
          is_active?: boolean;
          key?: string;
          name?: string;
          updated_at?: string;
          workspace_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "write_keys_created_by_fkey";
            columns: ["created_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "write_keys_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Views: {
      ab_test_outcomes: {
        Row: {
          converted: boolean;
          currency: string;
          engagement_score: number | null;
          id: string;
          revenue: number;
          test_id: string;
          timestamp: string;
          variant: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "ab_test_results_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "ab_test_results_test";
            columns: ["workspace_id", "test_id"];
            isOneToOne: false;
            referencedRelation: "ab_tests";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_results_test";
            columns: ["workspace_id", "test_id"];
            isOneToOne: false;
            referencedRelation: "ab_tests_with_variants";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ab_test_results_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ab_tests_with_variants: {
        Row: {
          created_at: string;
          description: string | null;
          id: string;
          metric: string;
          name: string;
          status: string;
          target_users: number | null;
          variant_a: Json | null;
          variant_b: Json | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "ab_tests_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      affiliate_products: {
        Row: {
          category: string | null;
          clickbank_id: string;
          commission_amount: number | null;
          commission_rate: number | null;
          created_at: string;
          currency: string;
          data_snapshot: Json | null;
          description: string | null;
          gravity: number | null;
          id: string;
          initial_sale_amount: number | null;
          last_updated: string | null;
          popularity_rank: number | null;
          rebill: boolean;
          refund_rate: number | null;
          title: string;
          updated_at: string;
          vendor: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "affiliate_offers_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "products_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      ai_budget_usage: {
        Row: {
          budget_id: string;
          campaign_id: string | null;
          cap: number;
          free: number | null;
          overrun: number | null;
          period: string;
          period_start: string | null;
          reserved: number | null;
          scope: string;
          spent: number | null;
          thresholds: number[];
          unit: string;
          user_id: string | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "ai_budgets_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "ai_budgets_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_budgets_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_budgets_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      analytics_events: {
        Row: {
          campaign_id: string | null;
          created_at: string;
          currency: string | null;
          event_type: string;
          id: string;
          metadata: NonNullable<Json>;
          revenue: number | null;
          source: string | null;
          user_id: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "workspaces_owner_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
        ];
      };
      api_key_usage: {
        Row: {
          api_key_id: string;
          last_used_at: string | null;
          name: string;
          usage_count: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "api_keys_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      attribution_events: {
        Row: {
          campaign_id: string | null;
          created_at: string;
          event_time: string;
          event_type: string | null;
          id: string;
          ip_address: unknown;
          order_id: string | null;
          platform: string | null;
          referrer: string | null;
          user_agent: string | null;
          utm_campaign: string | null;
          utm_content: string | null;
          utm_medium: string | null;
          utm_source: string | null;
          utm_term: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          campaign_id?: string | null;
          created_at?: string | null;
          event_time?: string | null;
          event_type?: never;
          id?: string | null;
          ip_address?: unknown;
          order_id?: string | null;
          platform?: string | null;
          referrer?: string | null;
          user_agent?: string | null;
          utm_campaign?: string | null;
          utm_content?: string | null;
          utm_medium?: string | null;
          utm_source?: string | null;
          utm_term?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          campaign_id?: string | null;
          created_at?: string | null;
          event_time?: string | null;
          event_type?: never;
          id?: string | null;
          ip_address?: unknown;
          order_id?: string | null;
          platform?: string | null;
          referrer?: string | null;
          user_agent?: string | null;
          utm_campaign?: string | null;
          utm_content?: string | null;
          utm_medium?: string | null;
          utm_source?: string | null;
          utm_term?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [];
      };
      campaign_events: {
        Row: {
          campaign_id: string | null;
          city: string | null;
          component_id: string | null;
          country: string | null;
          created_at: string;
          event_data: NonNullable<Json>;
          event_type: string;
          id: string;
          ip_address: unknown;
          referrer: string | null;
          region: string | null;
          session_id: string | null;
          user_agent: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          campaign_id?: string | null;
          city?: string | null;
          component_id?: string | null;
          country?: string | null;
          created_at?: string | null;
          event_data?: Json | null;
          event_type?: string | null;
          id?: string | null;
          ip_address?: unknown;
          referrer?: string | null;
          region?: string | null;
          session_id?: string | null;
          user_agent?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          campaign_id?: string | null;
          city?: string | null;
          component_id?: string | null;
          country?: string | null;
          created_at?: string | null;
          event_data?: Json | null;
          event_type?: string | null;
          id?: string | null;
          ip_address?: unknown;
          referrer?: string | null;
          region?: string | null;
          session_id?: string | null;
          user_agent?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [];
      };
      campaign_totals: {
        Row: {
          campaign_id: string;
          clicks: number | null;
          conversions: number | null;
          currency: string;
          impressions: number | null;
          revenue_generated: number | null;
          spend: number | null;
          views: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "campaigns_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "campaigns_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      component_totals: {
        Row: {
          campaign_id: string;
          clicks: number | null;
          component_id: string;
          conversions: number | null;
          engagement_score: number | null;
          views: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "campaign_components_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaign_totals";
            referencedColumns: ["workspace_id", "campaign_id"];
          },
          {
            foreignKeyName: "campaign_components_campaign";
            columns: ["workspace_id", "campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "campaign_components_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      content_journeys: {
        Row: {
          content_id: string | null;
          content_type: string | null;
          conversion_goal: string | null;
          next_action_id: string | null;
          next_action_type: string | null;
          previous_action_id: string | null;
          previous_action_type: string | null;
          title: string | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      content_variants: {
        Row: {
          content_id: string | null;
          content_type: string | null;
          created_at: string | null;
          is_variant: boolean | null;
          is_winner: boolean | null;
          metrics: Json | null;
          variant_group_id: string | null;
          winning_threshold: number | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      conversions: {
        Row: {
          campaign_id: string | null;
          component_id: string | null;
          conversion_type: string | null;
          currency: string | null;
          id: string;
          medium: string | null;
          order_id: string | null;
          session_id: string | null;
          source: string | null;
          stage: string | null;
          timestamp: string;
          user_id: string | null;
          value: number | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          campaign_id?: string | null;
          component_id?: string | null;
          conversion_type?: string | null;
          currency?: string | null;
          id?: string | null;
          medium?: string | null;
          order_id?: string | null;
          session_id?: string | null;
          source?: string | null;
          stage?: string | null;
          timestamp?: string | null;
          user_id?: string | null;
          value?: number | null;
          workspace_id?: string | null;
        };
        Update: {
          campaign_id?: string | null;
          component_id?: string | null;
          conversion_type?: string | null;
          currency?: string | null;
          id?: string | null;
          medium?: string | null;
          order_id?: string | null;
          session_id?: string | null;
          source?: string | null;
          stage?: string | null;
          timestamp?: string | null;
          user_id?: string | null;
          value?: number | null;
          workspace_id?: string | null;
        };
        Relationships: [];
      };
      generation_jobs: {
        Row: {
          completed_at: string | null;
          created_at: string;
          error_message: string | null;
          id: string;
          parameters: NonNullable<Json>;
          prompt: string;
          provider: string | null;
          result_asset_id: string | null;
          status: string;
          type: string | null;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          completed_at?: string | null;
          created_at?: string | null;
          error_message?: string | null;
          id?: string | null;
          parameters?: Json | null;
          prompt?: string | null;
          provider?: string | null;
          result_asset_id?: string | null;
          status?: string | null;
          type?: never;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          completed_at?: string | null;
          created_at?: string | null;
          error_message?: string | null;
          id?: string | null;
          parameters?: Json | null;
          prompt?: string | null;
          provider?: string | null;
          result_asset_id?: string | null;
          status?: string | null;
          type?: never;
          user_id?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "ai_generations_result_asset";
            columns: ["workspace_id", "result_asset_id"];
            isOneToOne: false;
            referencedRelation: "content_assets";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "ai_generations_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "ai_generations_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      integration_credentials: {
        Row: {
          ad_account_id: string | null;
          created_at: string;
          esp_integration_id: string | null;
          expires_at: string | null;
          id: string;
          kind: string;
          site_integration_id: string | null;
          store_connection_id: string | null;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          ad_account_id?: string | null;
          created_at?: string | null;
          esp_integration_id?: string | null;
          expires_at?: string | null;
          id?: string | null;
          kind?: string | null;
          site_integration_id?: string | null;
          store_connection_id?: string | null;
          updated_at?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          ad_account_id?: string | null;
          created_at?: string | null;
          esp_integration_id?: string | null;
          expires_at?: string | null;
          id?: string | null;
          kind?: string | null;
          site_integration_id?: string | null;
          store_connection_id?: string | null;
          updated_at?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "integration_credentials_ad_account";
            columns: ["workspace_id", "ad_account_id"];
            isOneToOne: false;
            referencedRelation: "ad_accounts";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "integration_credentials_esp";
            columns: ["workspace_id", "esp_integration_id"];
            isOneToOne: false;
            referencedRelation: "esp_integrations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "integration_credentials_site";
            columns: ["workspace_id", "site_integration_id"];
            isOneToOne: false;
            referencedRelation: "site_integrations";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "integration_credentials_store";
            columns: ["workspace_id", "store_connection_id"];
            isOneToOne: false;
            referencedRelation: "store_connections";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "integration_credentials_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      job_queue: {
        Row: {
          attempts: number | null;
          completed_at: string | null;
          created_at: string | null;
          deadline: string | null;
          error_message: string | null;
          failure_kind:
            | "error"
            | "poison"
            | "deadline"
            | "prerequisite"
            | "cancelled"
            | "superseded"
            | null;
          id: string | null;
          job_type: string | null;
          max_attempts: number | null;
          priority: number | null;
          progress: Json | null;
          scheduled_at: string | null;
          started_at: string | null;
          status:
            | "pending"
            | "processing"
            | "completed"
            | "failed"
            | "retrying"
            | "cancelled"
            | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      page_views: {
        Row: {
          count: number;
          id: string;
          page: string | null;
          timestamp: string;
          user_id: string | null;
          visitor_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          count?: number | null;
          id?: string | null;
          page?: string | null;
          timestamp?: string | null;
          user_id?: string | null;
          visitor_id?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          count?: number | null;
          id?: string | null;
          page?: string | null;
          timestamp?: string | null;
          user_id?: string | null;
          visitor_id?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [];
      };
      pending_invitations: {
        Row: {
          email: string;
          expires_at: string;
          id: string;
          invited_by: string | null;
          is_expired: boolean | null;
          last_sent_at: string;
          role: string;
          send_count: number;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          email?: string | null;
          expires_at?: string | null;
          id?: string | null;
          invited_by?: string | null;
          is_expired?: never;
          last_sent_at?: string | null;
          role?: string | null;
          send_count?: number | null;
          workspace_id?: string | null;
        };
        Update: {
          email?: string | null;
          expires_at?: string | null;
          id?: string | null;
          invited_by?: string | null;
          is_expired?: never;
          last_sent_at?: string | null;
          role?: string | null;
          send_count?: number | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "workspace_invitations_invited_by_fkey";
            columns: ["invited_by"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "workspace_invitations_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      store_products: {
        Row: {
          category: string | null;
          created_at: string;
          currency: string;
          description: string | null;
          external_id: string | null;
          id: string;
          image_url: string | null;
          is_active: boolean;
          price: number;
          store_connection_id: string | null;
          tags: string[];
          title: string;
          updated_at: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          category?: string | null;
          created_at?: string | null;
          currency?: string | null;
          description?: string | null;
          external_id?: string | null;
          id?: string | null;
          image_url?: string | null;
          is_active?: boolean | null;
          price?: number | null;
          store_connection_id?: string | null;
          tags?: string[] | null;
          title?: string | null;
          updated_at?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          category?: string | null;
          created_at?: string | null;
          currency?: string | null;
          description?: string | null;
          external_id?: string | null;
          id?: string | null;
          image_url?: string | null;
          is_active?: boolean | null;
          price?: number | null;
          store_connection_id?: string | null;
          tags?: string[] | null;
          title?: string | null;
          updated_at?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "products_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "products_store_connection";
            columns: ["workspace_id", "store_connection_id"];
            isOneToOne: false;
            referencedRelation: "store_connections";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "products_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      user_behavior: {
        Row: {
          action: string | null;
          id: string;
          product_id: string | null;
          timestamp: string;
          user_id: string | null;
          visitor_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Insert: {
          action?: never;
          id?: string | null;
          product_id?: string | null;
          timestamp?: string | null;
          user_id?: string | null;
          visitor_id?: string | null;
          workspace_id?: string | null;
        };
        Update: {
          action?: never;
          id?: string | null;
          product_id?: string | null;
          timestamp?: string | null;
          user_id?: string | null;
          visitor_id?: string | null;
          workspace_id?: string | null;
        };
        Relationships: [];
      };
      user_sessions: {
        Row: {
          events_count: number | null;
          id: string | null;
          last_activity: string | null;
          started_at: string | null;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [];
      };
      user_usage: {
        Row: {
          ai_credits_used: number | null;
          api_calls_made: number | null;
          campaigns_generated: number | null;
          id: string | null;
          month: string;
          storage_bytes_used: number | null;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "usage_counters_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "usage_counters_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      workspace_entitlements: {
        Row: {
          feature: string | null;
          is_entitled: boolean | null;
          limit_value: number | null;
          period: string | null;
          remaining: number | null;
          used: number | null;
          workspace_id: string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      workspace_people: {
        Row: {
          avatar_url: string | null;
          full_name: string | null;
          is_active: boolean;
          joined_at: string;
          last_active_at: string | null;
          role: string;
          user_id: string;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "workspace_members_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "workspace_members_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
      workspace_subscriptions: {
        Row: {
          business_id: string | null;
          cancel_at_period_end: boolean;
          canceled_at: string | null;
          created_at: string;
          currency: string;
          current_period_end: string | null;
          current_period_start: string | null;
          current_usage: Json | null;
          features: NonNullable<Json>;
          id: string;
          interval: string;
          monthly_price: number;
          monthly_price_cents: number;
          plan_id: string;
          plan_name: string;
          plan_type: string | null;
          price: number;
          status: string;
          stripe_customer_id: string | null;
          stripe_subscription_id: string | null;
          tier: string | null;
          trial_end: string | null;
          updated_at: string;
          usage_limits: Json | null;
          user_id: string | null;
          workspace_id: string;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "subscriptions_business";
            columns: ["workspace_id", "business_id"];
            isOneToOne: false;
            referencedRelation: "businesses";
            referencedColumns: ["workspace_id", "id"];
          },
          {
            foreignKeyName: "subscriptions_currency_fkey";
            columns: ["currency"];
            isOneToOne: false;
            referencedRelation: "currencies";
            referencedColumns: ["code"];
          },
          {
            foreignKeyName: "subscriptions_plan_id_fkey";
            columns: ["plan_id"];
            isOneToOne: false;
            referencedRelation: "subscription_plans";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "subscriptions_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "profiles";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "subscriptions_workspace_id_fkey";
            columns: ["workspace_id"];
            isOneToOne: false;
            referencedRelation: "workspaces";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Functions: {
      accept_invitation: { Args: { token: string }; Returns: string };
      advance_job_schedule: {
        Args: {
          cron_line: string;
          error_message?: string;
          fire_at: string;
          next_at: string;
          schedule: string;
          time_zone: string;
        };
        Returns: string;
      };
      analyse_market: { Args: { workspace: string }; Returns: Json };
      analyse_products: {
        Args: { after?: string; workspace: string };
        Returns: Json;
      };
      apply_price: {
        Args: { recommendation_id: string };
        Returns: {
          applied_at: string | null;
          code: string | null;
          confidence: number | null;
          created_at: string;
          currency: string;
          current_price: number;
          decided_at: string | null;
          decided_by: string | null;
          expected_profit_change: number | null;
          expected_profit_high: number | null;
          expected_profit_low: number | null;
          expected_units_change: number | null;
          expires_at: string | null;
          id: string;
          inputs: NonNullable<Json>;
          is_holdout: boolean;
          mode: string;
          model: string;
          product_id: string;
          reasons: string[];
          recommended_price: number;
          rolled_back_at: string | null;
          run_id: string | null;
          status: string;
          status_note: string | null;
          updated_at: string;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "price_recommendations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      approve_price: {
        Args: { recommendation_id: string };
        Returns: {
          applied_at: string | null;
          code: string | null;
          confidence: number | null;
          created_at: string;
          currency: string;
          current_price: number;
          decided_at: string | null;
          decided_by: string | null;
          expected_profit_change: number | null;
          expected_profit_high: number | null;
          expected_profit_low: number | null;
          expected_units_change: number | null;
          expires_at: string | null;
          id: string;
          inputs: NonNullable<Json>;
          is_holdout: boolean;
          mode: string;
          model: string;
          product_id: string;
          reasons: string[];
          recommended_price: number;
          rolled_back_at: string | null;
          run_id: string | null;
          status: string;
          status_note: string | null;
          updated_at: string;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "price_recommendations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      archive_workspace: { Args: { workspace_id: string }; Returns: undefined };
      attribute_orders: {
        Args: { at_most?: number; workspace?: string };
        Returns: number;
      };
      attribution_paths: {
        Args: {
          max?: number;
          since: string;
          until: string;
          workspace_id: string;
        };
        Returns: {
          currency: string;
          orders: number;
          path: string[];
          revenue: number;
        }[];
      };
      attribution_report: {
        Args: {
          by?: string;
          models?: string[];
          since: string;
          until: string;
          workspace_id: string;
        };
        Returns: {
          credits: Json;
          currency: string;
          is_total: boolean;
          key: string;
          name: string;
          spend: number;
        }[];
      };
      attribution_workspaces: {
        Args: Record<PropertyKey, never>;
        Returns: string[];
      };
      begin_billing_session: { Args: { session_id: string }; Returns: Json };
      begin_feed_fetch: { Args: { feed_id: string }; Returns: Json };
      begin_pricing_runs: { Args: { reason: string }; Returns: number };
      begin_stripe_projection: {
        Args: { account_id: string; id: string; object: string; since: string };
        Returns: Json;
      };
      begin_subscription_change: { Args: { change_id: string }; Returns: Json };
      campaign_profit: {
        Args: {
          max?: number;
          model?: string;
          since?: string;
          until?: string;
          workspace_id: string;
        };
        Returns: Json;
      };
      cancel_generation: {
        Args: { generation_id: string };
        Returns: {
          accepted: boolean | null;
          batch_id: string | null;
          blog_post_id: string | null;
          bundle_order_item_id: string | null;
          business_id: string | null;
          campaign_id: string | null;
          completed_at: string | null;
          completion_tokens: number | null;
          component_id: string | null;
          content_bundle_id: string | null;
          content_id: string | null;
          content_upgrade_id: string | null;
          cost: number | null;
          created_at: string;
          email_sequence_id: string | null;
          error_message: string | null;
          estimated_cost: number;
          generation_time_seconds: number | null;
          generation_type: string;
          id: string;
          idempotency_key: string | null;
          input_bytes: number;
          iterations: number;
          language: string;
          model_requested: string | null;
          model_used: string | null;
          output_tokens: number;
          parameters: NonNullable<Json>;
          parent_id: string | null;
          product_id: string | null;
          progress: number;
          prompt_text: string;
          prompt_tokens: number | null;
          prompt_version: string | null;
          provider: string | null;
          reference_images: string[];
          result_asset_id: string | null;
          result_data: Json | null;
          social_post_id: string | null;
          stage: string | null;
          started_at: string | null;
          status: string;
          tier: string;
          updated_at: string;
          usage: NonNullable<Json>;
          user_feedback: string | null;
          user_id: string | null;
          user_rating: number | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "ai_generations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      cancel_job: { Args: { job_id: string }; Returns: string };
      cancel_subscription: {
        Args: { at_period_end?: boolean; subscription_id: string };
        Returns: {
          amount_due: number | null;
          amount_due_cents: number | null;
          charge: number | null;
          charge_cents: number | null;
          completed_at: string | null;
          created_at: string;
          credit: number | null;
          credit_cents: number | null;
          currency: string | null;
          effective_at: string | null;
          error_message: string | null;
          id: string;
          is_at_period_end: boolean;
          kind: string;
          lines: NonNullable<Json>;
          plan_id: string | null;
          preview_id: string | null;
          proration_date: string | null;
          quantity: number | null;
          status: string;
          subscription_id: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "subscription_changes";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      cancel_subscription_change: {
        Args: { change_id: string };
        Returns: {
          amount_due: number | null;
          amount_due_cents: number | null;
          charge: number | null;
          charge_cents: number | null;
          completed_at: string | null;
          created_at: string;
          credit: number | null;
          credit_cents: number | null;
          currency: string | null;
          effective_at: string | null;
          error_message: string | null;
          id: string;
          is_at_period_end: boolean;
          kind: string;
          lines: NonNullable<Json>;
          plan_id: string | null;
          preview_id: string | null;
          proration_date: string | null;
          quantity: number | null;
          status: string;
          subscription_id: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "subscription_changes";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      change_member_role: {
        Args: { role: string; user_id: string; workspace_id: string };
        Returns: {
          created_at: string;
          id: string;
          invited_by: string | null;
          is_active: boolean;
          joined_at: string;
          permissions: NonNullable<Json>;
          role: string;
          updated_at: string;
          user_id: string;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "workspace_members";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      change_subscription: {
        Args: {
          at?: string;
          plan_id?: string;
          preview_id?: string;
          quantity?: number;
          subscription_id: string;
        };
        Returns: {
          amount_due: number | null;
          amount_due_cents: number | null;
          charge: number | null;
          charge_cents: number | null;
          completed_at: string | null;
          created_at: string;
          credit: number | null;
          credit_cents: number | null;
          currency: string | null;
          effective_at: string | null;
          error_message: string | null;
          id: string;
          is_at_period_end: boolean;
          kind: string;
          lines: NonNullable<Json>;
          plan_id: string | null;
          preview_id: string | null;
          proration_date: string | null;
          quantity: number | null;
          status: string;
          subscription_id: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "subscription_changes";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      click_count: {
        Args: {
          link: Omit<
            Database["public"]["Tables"]["managed_urls"]["Row"],
            Database["public"]["Tables"]["managed_urls"]["ComputedFields"]
          >;
        };
        Returns: number;
      };
      compare_forecasts: {
        Args: { today?: string; workspace: string };
        Returns: number;
      };
      competitor_gaps: {
        Args: { most?: number; workspace_id: string };
        Returns: {
          category: string;
          competitors: number;
          currency: string;
          gap_to_lowest: number;
          gap_to_lowest_percent: number;
          gap_to_median: number;
          gap_to_median_percent: number;
          highest: number;
          lowest: number;
          lowest_competitor: string;
          median: number;
          name: string;
          newest: string;
          price: number;
          product_id: string;
          rank: number;
          stale: number;
        }[];
      };
      complete_job: {
        Args: {
          follow_ups?: Json;
          job_id: string;
          lease: number;
          result?: Json;
        };
        Returns: undefined;
      };
      connect_stripe: {
        Args: {
          country?: string;
          refresh_url: string;
          return_url: string;
          workspace_id: string;
        };
        Returns: {
          bundle_order_id: string | null;
          completed_at: string | null;
          created_at: string;
          error_message: string | null;
          expires_at: string | null;
          id: string;
          idempotency_key: string | null;
          kind: string;
          options: NonNullable<Json>;
          plan_id: string | null;
          quantity: number;
          status: string;
          stripe_session_id: string | null;
          updated_at: string;
          url: string | null;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "billing_sessions";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      create_api_key: {
        Args: {
          business_id?: string;
          expires_at?: string;
          name: string;
          rate_limit?: number;
          scopes: string[];
          workspace_id: string;
        };
        Returns: Json;
      };
      create_workspace: {
        Args: { name: string; slug?: string };
        Returns: {
          created_at: string;
          id: string;
          is_active: boolean;
          is_personal: boolean;
          name: string;
          owner_id: string;
          settings: NonNullable<Json>;
          slug: string;
          updated_at: string;
        };
        SetofOptions: {
          from: "*";
          to: "workspaces";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      dashboard_funnel: {
        Args: {
          since?: string;
          steps?: string[];
          until?: string;
          workspace_id: string;
        };
        Returns: Json;
      };
      dashboard_live: { Args: { workspace_id: string }; Returns: Json };
      dashboard_overview: {
        Args: {
          compare?: string;
          currency?: string;
          since?: string;
          until?: string;
          workspace_id: string;
        };
        Returns: Json;
      };
      dashboard_retention: {
        Args: { since?: string; until?: string; workspace_id: string };
        Returns: Json;
      };
      dashboard_series: {
        Args: {
          compare?: string;
          currency?: string;
          grain?: string;
          metrics?: string[];
          since?: string;
          until?: string;
          workspace_id: string;
        };
        Returns: Json;
      };
      dashboard_top: {
        Args: {
          currency?: string;
          dimension: string;
          max?: number;
          metric?: string;
          since?: string;
          until?: string;
          workspace_id: string;
        };
        Returns: Json;
      };
      delete_workspace: { Args: { workspace_id: string }; Returns: undefined };
      delivered_count: {
        Args: {
          bonus: Omit<
            Database["public"]["Tables"]["bonuses"]["Row"],
            Database["public"]["Tables"]["bonuses"]["ComputedFields"]
          >;
        };
        Returns: number;
      };
      demand_curve: { Args: { product_id: string }; Returns: Json };
      discount_percent: {
        Args: {
          product: Omit<
            Database["public"]["Tables"]["products"]["Row"],
            Database["public"]["Tables"]["products"]["ComputedFields"]
          >;
        };
        Returns: number;
      };
      download_component: {
        Args: { component_id: string; workspace_id: string };
        Returns: {
          category: string | null;
          code: string;
          component_type: string;
          created_at: string;
          created_by: string | null;
          currency: string;
          description: string | null;
          id: string;
          is_marketplace_item: boolean;
          is_public: boolean;
          name: string;
          preview_image_url: string | null;
          price: number;
          props_schema: NonNullable<Json>;
          search_vector: unknown;
          tags: string[];
          updated_at: string;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "component_library";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      downloads: {
        Args: {
          component: Omit<
            Database["public"]["Tables"]["component_library"]["Row"],
            Database["public"]["Tables"]["component_library"]["ComputedFields"]
          >;
        };
        Returns: number;
      };
      due_competitor_feeds: { Args: { most?: number }; Returns: Json };
      due_link_checks: {
        Args: { look_around?: boolean; most: number };
        Returns: Json;
      };
      elasticity_workspaces: {
        Args: Record<PropertyKey, never>;
        Returns: string[];
      };
      end_feed_fetch: {
        Args: { feed_id: string; outcome: Json };
        Returns: undefined;
      };
      end_stripe_step: {
        Args: {
          error_message?: string;
          object: string;
          reconciliation_id: string;
        };
        Returns: string;
      };
      enqueue_job: {
        Args: {
          after?: string[];
          deadline?: string;
          dedup_key?: string;
          job_type: string;
          limit_key?: string;
          max_attempts?: number;
          on_duplicate?: string;
          payload?: Json;
          priority?: number;
          run_at?: string;
          runs_regardless?: boolean;
          workspace_id?: string;
        };
        Returns: string;
      };
      enqueue_jobs: { Args: { batch: Json }; Returns: string[] };
      ensure_profile: {
        Args: Record<PropertyKey, never>;
        Returns: {
          avatar_url: string | null;
          country: string | null;
          created_at: string;
          first_name: string | null;
          full_name: string | null;
          id: string;
          is_active: boolean;
          last_active_at: string | null;
          last_name: string | null;
          password_strength: string | null;
          settings: NonNullable<Json>;
          status: string;
          updated_at: string;
        };
        SetofOptions: {
          from: "*";
          to: "profiles";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      exchange_jobs: {
        Args: {
          batch?: number;
          done?: Json;
          job_types: string[];
          known?: Json;
          worker_id: string;
        };
        Returns: Json;
      };
      expire_billing_sessions: {
        Args: Record<PropertyKey, never>;
        Returns: number;
      };
      fail_job: {
        Args: {
          error_detail?: string;
          error_message: string;
          job_id: string;
          lease: number;
          may_retry?: boolean;
          retry_after_seconds?: number;
        };
        Returns: string;
      };
      feature_enabled: {
        Args: { name: string; workspace_id?: string };
        Returns: boolean;
      };
      finish_billing_session: {
        Args: {
          expires_at?: string;
          session_id: string;
          stripe_session_id: string;
          url: string;
        };
        Returns: string;
      };
      follow_link: {
        Args: { code: string; referrer?: string; visitor_id?: string };
        Returns: Json;
      };
      forecast_chart: {
        Args: {
          category?: string;
          currency?: string;
          horizon_days?: number;
          product_id?: string;
          workspace_id: string;
        };
        Returns: Json;
      };
      forecast_series: {
        Args: { today?: string; workspace: string };
        Returns: Json;
      };
      forecast_workspaces: {
        Args: Record<PropertyKey, never>;
        Returns: string[];
      };
      fulfil_bundle_item: {
        Args: { item_id: string; part: number };
        Returns: Json;
      };
      full_address: {
        Args: {
          link: Omit<
            Database["public"]["Tables"]["managed_urls"]["Row"],
            Database["public"]["Tables"]["managed_urls"]["ComputedFields"]
          >;
        };
        Returns: string;
      };
      generate_backup_codes: {
        Args: Record<PropertyKey, never>;
        Returns: string[];
      };
      heartbeat_jobs: {
        Args: { held?: Json; worker_id: string };
        Returns: {
          id: string;
          lease: number;
          state: string;
        }[];
      };
      import_competitor_prices: {
        Args: { prices: Json; source?: string; workspace_id: string };
        Returns: Json;
      };
      import_feed_prices: {
        Args: { feed_id: string; prices: Json };
        Returns: Json;
      };
      invite_member: {
        Args: { email: string; role?: string; workspace_id: string };
        Returns: Record<string, unknown>;
      };
      is_asset_file_unused: {
        Args: { path: string; since: string };
        Returns: boolean;
      };
      job_prerequisites: { Args: { job_id: string }; Returns: Json };
      keep_stripe_account: {
        Args: { account_id: string; workspace_id: string };
        Returns: string;
      };
      keep_stripe_customer: {
        Args: {
          email?: string;
          stripe_customer_id: string;
          workspace_id: string;
        };
        Returns: string;
      };
      keep_waiting_prices: { Args: { most?: number }; Returns: Json };
      last_delivered_at: {
        Args: {
          bonus: Omit<
            Database["public"]["Tables"]["bonuses"]["Row"],
            Database["public"]["Tables"]["bonuses"]["ComputedFields"]
          >;
        };
        Returns: string;
      };
      last_run_at: {
        Args: {
          workflow: Omit<
            Database["public"]["Tables"]["workflows"]["Row"],
            Database["public"]["Tables"]["workflows"]["ComputedFields"]
          >;
        };
        Returns: string;
      };
      learn_attribution: {
        Args: {
          learned: Json;
          since: string;
          until: string;
          workspace: string;
        };
        Returns: number;
      };
      leave_workspace: { Args: { workspace_id: string }; Returns: undefined };
      like_component: {
        Args: { component_id: string; liked?: boolean };
        Returns: number;
      };
      likes: {
        Args: {
          component: Omit<
            Database["public"]["Tables"]["component_library"]["Row"],
            Database["public"]["Tables"]["component_library"]["ComputedFields"]
          >;
        };
        Returns: number;
      };
      link_address: {
        Args: {
          link: Omit<
            Database["public"]["Tables"]["managed_urls"]["Row"],
            Database["public"]["Tables"]["managed_urls"]["ComputedFields"]
          >;
        };
        Returns: string;
      };
      list_job_schedules: {
        Args: Record<PropertyKey, never>;
        Returns: {
          asked_at: string;
          cron_line: string;
          due_in: number;
          next_at: string;
          schedule: string;
          time_zone: string;
        }[];
      };
      list_member_emails: {
        Args: { workspace_id: string };
        Returns: {
          email: string;
          user_id: string;
        }[];
      };
      list_my_invitations: {
        Args: Record<PropertyKey, never>;
        Returns: {
          expires_at: string;
          invitation_id: string;
          invited_by: string;
          role: string;
          workspace_name: string;
        }[];
      };
      log_api_calls: { Args: { calls: Json }; Returns: number };
      lowest_price_30d: {
        Args: {
          product: Omit<
            Database["public"]["Tables"]["products"]["Row"],
            Database["public"]["Tables"]["products"]["ComputedFields"]
          >;
        };
        Returns: number;
      };
      market_series: { Args: { workspace: string }; Returns: Json };
      market_workspaces: {
        Args: Record<PropertyKey, never>;
        Returns: string[];
      };
      months_to_archive: { Args: Record<PropertyKey, never>; Returns: Json };
      next_pricing_chunk: {
        Args: { most: number; run_id: string };
        Returns: Json;
      };
      next_stripe_page: {
        Args: { object: string; reconciliation_id: string };
        Returns: Json;
      };
      order_attribution: {
        Args: { order_id: string };
        Returns: {
          ad_id: string;
          amounts: Json;
          campaign_id: string;
          channel: string;
          currency: string;
          event_id: string;
          event_type: string;
          medium: string;
          place: number;
          platform: string;
          shares: Json;
          source: string;
          touched_at: string;
        }[];
      };
      order_bundle: {
        Args: {
          business_id: string;
          cancel_url: string;
          idempotency_key?: string;
          items: Json;
          success_url: string;
          workspace_id: string;
        };
        Returns: {
          bundle_order_id: string | null;
          completed_at: string | null;
          created_at: string;
          error_message: string | null;
          expires_at: string | null;
          id: string;
          idempotency_key: string | null;
          kind: string;
          options: NonNullable<Json>;
          plan_id: string | null;
          quantity: number;
          status: string;
          stripe_session_id: string | null;
          updated_at: string;
          url: string | null;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "billing_sessions";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      peek_invitation: {
        Args: { token: string };
        Returns: Record<string, unknown>;
      };
      preview_subscription_change: {
        Args: { plan_id?: string; quantity?: number; subscription_id: string };
        Returns: {
          amount_due: number | null;
          amount_due_cents: number | null;
          charge: number | null;
          charge_cents: number | null;
          completed_at: string | null;
          created_at: string;
          credit: number | null;
          credit_cents: number | null;
          currency: string | null;
          effective_at: string | null;
          error_message: string | null;
          id: string;
          is_at_period_end: boolean;
          kind: string;
          lines: NonNullable<Json>;
          plan_id: string | null;
          preview_id: string | null;
          proration_date: string | null;
          quantity: number | null;
          status: string;
          subscription_id: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "subscription_changes";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      price_chart: {
        Args: { product_id: string; since?: string; until?: string };
        Returns: Json;
      };
      price_limits: {
        Args: { product_id: string };
        Returns: {
          blocked: string;
          currency: string;
          current_price: number;
          high: number;
          limits: Json;
          low: number;
          mode: string;
          rounding: string;
        }[];
      };
      pricing_inputs: {
        Args: {
          after?: string;
          most?: number;
          products?: string[];
          workspace: string;
        };
        Returns: Json;
      };
      pricing_observations: {
        Args: { after?: string; most?: number; workspace: string };
        Returns: Json;
      };
      pricing_uplift: {
        Args: { since?: string; until?: string; workspace_id: string };
        Returns: {
          currency: string;
          first_day: string;
          holdout_change: number;
          holdout_products: number;
          last_day: string;
          note: string;
          total_high: number;
          total_low: number;
          total_uplift: number;
          treated_change: number;
          treated_products: number;
          uplift: number;
          uplift_high: number;
          uplift_low: number;
          verdict: string;
        }[];
      };
      publish_plan: {
        Args: { plan_id: string; stripe_price_id: string };
        Returns: boolean;
      };
      read_journeys: { Args: { workspace: string }; Returns: Json };
      record_click: { Args: { managed_url_id: string }; Returns: undefined };
      record_clicks: { Args: { clicks: Json }; Returns: number };
      record_link_checks: { Args: { results: Json }; Returns: Json };
      register_worker: {
        Args: {
          concurrency: number;
          host: string;
          job_types: string[];
          pid: number;
          transport: string;
          version: string;
          worker_id: string;
        };
        Returns: string[];
      };
      reject_price: {
        Args: { note?: string; recommendation_id: string };
        Returns: {
          applied_at: string | null;
          code: string | null;
          confidence: number | null;
          created_at: string;
          currency: string;
          current_price: number;
          decided_at: string | null;
          decided_by: string | null;
          expected_profit_change: number | null;
          expected_profit_high: number | null;
          expected_profit_low: number | null;
          expected_units_change: number | null;
          expires_at: string | null;
          id: string;
          inputs: NonNullable<Json>;
          is_holdout: boolean;
          mode: string;
          model: string;
          product_id: string;
          reasons: string[];
          recommended_price: number;
          rolled_back_at: string | null;
          run_id: string | null;
          status: string;
          status_note: string | null;
          updated_at: string;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "price_recommendations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      release_jobs: { Args: { held: Json }; Returns: number };
      release_other_jobs: {
        Args: { held: Json; worker_id: string };
        Returns: number;
      };
      remove_member: {
        Args: { user_id: string; workspace_id: string };
        Returns: undefined;
      };
      report_generation: {
        Args: { generation_id: string; progress: number; stage: string };
        Returns: boolean;
      };
      request_checkout: {
        Args: {
          cancel_url: string;
          idempotency_key?: string;
          plan_id: string;
          promotion_code?: string;
          quantity?: number;
          success_url: string;
          workspace_id: string;
        };
        Returns: {
          bundle_order_id: string | null;
          completed_at: string | null;
          created_at: string;
          error_message: string | null;
          expires_at: string | null;
          id: string;
          idempotency_key: string | null;
          kind: string;
          options: NonNullable<Json>;
          plan_id: string | null;
          quantity: number;
          status: string;
          stripe_session_id: string | null;
          updated_at: string;
          url: string | null;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "billing_sessions";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      request_feed_fetch: { Args: { feed_id: string }; Returns: string };
      request_forecast: { Args: { workspace_id: string }; Returns: string };
      request_generation: {
        Args: {
          business_id: string;
          generation_type?: string;
          idempotency_key?: string;
          model?: string;
          options?: Json;
          prompt_text: string;
        };
        Returns: {
          accepted: boolean | null;
          batch_id: string | null;
          blog_post_id: string | null;
          bundle_order_item_id: string | null;
          business_id: string | null;
          campaign_id: string | null;
          completed_at: string | null;
          completion_tokens: number | null;
          component_id: string | null;
          content_bundle_id: string | null;
          content_id: string | null;
          content_upgrade_id: string | null;
          cost: number | null;
          created_at: string;
          email_sequence_id: string | null;
          error_message: string | null;
          estimated_cost: number;
          generation_time_seconds: number | null;
          generation_type: string;
          id: string;
          idempotency_key: string | null;
          input_bytes: number;
          iterations: number;
          language: string;
          model_requested: string | null;
          model_used: string | null;
          output_tokens: number;
          parameters: NonNullable<Json>;
          parent_id: string | null;
          product_id: string | null;
          progress: number;
          prompt_text: string;
          prompt_tokens: number | null;
          prompt_version: string | null;
          provider: string | null;
          reference_images: string[];
          result_asset_id: string | null;
          result_data: Json | null;
          social_post_id: string | null;
          stage: string | null;
          started_at: string | null;
          status: string;
          tier: string;
          updated_at: string;
          usage: NonNullable<Json>;
          user_feedback: string | null;
          user_id: string | null;
          user_rating: number | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "ai_generations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      request_market_analysis: {
        Args: { workspace_id: string };
        Returns: string;
      };
      request_market_summaries: { Args: { workspace: string }; Returns: Json };
      request_portal: {
        Args: { return_url: string; workspace_id: string };
        Returns: {
          bundle_order_id: string | null;
          completed_at: string | null;
          created_at: string;
          error_message: string | null;
          expires_at: string | null;
          id: string;
          idempotency_key: string | null;
          kind: string;
          options: NonNullable<Json>;
          plan_id: string | null;
          quantity: number;
          status: string;
          stripe_session_id: string | null;
          updated_at: string;
          url: string | null;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "billing_sessions";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      request_repricing: {
        Args: { product_ids?: string[]; workspace_id: string };
        Returns: string;
      };
      resend_invitation: {
        Args: { invitation_id: string };
        Returns: Record<string, unknown>;
      };
      restart_stripe_step: {
        Args: { object: string; reconciliation_id: string };
        Returns: boolean;
      };
      restore_workspace: { Args: { workspace_id: string }; Returns: undefined };
      resume_subscription: {
        Args: { subscription_id: string };
        Returns: {
          amount_due: number | null;
          amount_due_cents: number | null;
          charge: number | null;
          charge_cents: number | null;
          completed_at: string | null;
          created_at: string;
          credit: number | null;
          credit_cents: number | null;
          currency: string | null;
          effective_at: string | null;
          error_message: string | null;
          id: string;
          is_at_period_end: boolean;
          kind: string;
          lines: NonNullable<Json>;
          plan_id: string | null;
          preview_id: string | null;
          proration_date: string | null;
          quantity: number | null;
          status: string;
          subscription_id: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "subscription_changes";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      retry_competitor_prices: {
        Args: { rejects?: string[]; workspace_id: string };
        Returns: Json;
      };
      retry_events: {
        Args: { letters?: string[]; workspace_id: string };
        Returns: Json;
      };
      retry_failed_jobs: {
        Args: {
          failed_since?: string;
          failed_until?: string;
          failure_kind?: string;
          job_type?: string;
          message_like?: string;
          workspace_id: string;
        };
        Returns: number;
      };
      retry_generation: {
        Args: { generation_id: string };
        Returns: {
          accepted: boolean | null;
          batch_id: string | null;
          blog_post_id: string | null;
          bundle_order_item_id: string | null;
          business_id: string | null;
          campaign_id: string | null;
          completed_at: string | null;
          completion_tokens: number | null;
          component_id: string | null;
          content_bundle_id: string | null;
          content_id: string | null;
          content_upgrade_id: string | null;
          cost: number | null;
          created_at: string;
          email_sequence_id: string | null;
          error_message: string | null;
          estimated_cost: number;
          generation_time_seconds: number | null;
          generation_type: string;
          id: string;
          idempotency_key: string | null;
          input_bytes: number;
          iterations: number;
          language: string;
          model_requested: string | null;
          model_used: string | null;
          output_tokens: number;
          parameters: NonNullable<Json>;
          parent_id: string | null;
          product_id: string | null;
          progress: number;
          prompt_text: string;
          prompt_tokens: number | null;
          prompt_version: string | null;
          provider: string | null;
          reference_images: string[];
          result_asset_id: string | null;
          result_data: Json | null;
          social_post_id: string | null;
          stage: string | null;
          started_at: string | null;
          status: string;
          tier: string;
          updated_at: string;
          usage: NonNullable<Json>;
          user_feedback: string | null;
          user_id: string | null;
          user_rating: number | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "ai_generations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      retry_job: { Args: { job_id: string }; Returns: undefined };
      revenue_forecast: {
        Args: {
          category?: string;
          horizon_days?: number;
          product_id?: string;
          workspace_id: string;
        };
        Returns: Json;
      };
      review_generation: {
        Args: {
          accepted?: boolean;
          feedback?: string;
          generation_id: string;
          rating?: number;
        };
        Returns: {
          accepted: boolean | null;
          batch_id: string | null;
          blog_post_id: string | null;
          bundle_order_item_id: string | null;
          business_id: string | null;
          campaign_id: string | null;
          completed_at: string | null;
          completion_tokens: number | null;
          component_id: string | null;
          content_bundle_id: string | null;
          content_id: string | null;
          content_upgrade_id: string | null;
          cost: number | null;
          created_at: string;
          email_sequence_id: string | null;
          error_message: string | null;
          estimated_cost: number;
          generation_time_seconds: number | null;
          generation_type: string;
          id: string;
          idempotency_key: string | null;
          input_bytes: number;
          iterations: number;
          language: string;
          model_requested: string | null;
          model_used: string | null;
          output_tokens: number;
          parameters: NonNullable<Json>;
          parent_id: string | null;
          product_id: string | null;
          progress: number;
          prompt_text: string;
          prompt_tokens: number | null;
          prompt_version: string | null;
          provider: string | null;
          reference_images: string[];
          result_asset_id: string | null;
          result_data: Json | null;
          social_post_id: string | null;
          stage: string | null;
          started_at: string | null;
          status: string;
          tier: string;
          updated_at: string;
          usage: NonNullable<Json>;
          user_feedback: string | null;
          user_id: string | null;
          user_rating: number | null;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "ai_generations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      revoke_api_key: { Args: { api_key_id: string }; Returns: undefined };
      revoke_invitation: {
        Args: { invitation_id: string };
        Returns: undefined;
      };
      roll_back_chunk: {
        Args: { after: string; most: number; run_id: string };
        Returns: Json;
      };
      roll_back_price: {
        Args: { recommendation_id: string };
        Returns: {
          applied_at: string | null;
          code: string | null;
          confidence: number | null;
          created_at: string;
          currency: string;
          current_price: number;
          decided_at: string | null;
          decided_by: string | null;
          expected_profit_change: number | null;
          expected_profit_high: number | null;
          expected_profit_low: number | null;
          expected_units_change: number | null;
          expires_at: string | null;
          id: string;
          inputs: NonNullable<Json>;
          is_holdout: boolean;
          mode: string;
          model: string;
          product_id: string;
          reasons: string[];
          recommended_price: number;
          rolled_back_at: string | null;
          run_id: string | null;
          status: string;
          status_note: string | null;
          updated_at: string;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "price_recommendations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      roll_back_run: { Args: { run_id: string }; Returns: Json };
      roll_up_events: { Args: { max_events?: number }; Returns: Json };
      roll_up_revenue: { Args: { workspace?: string }; Returns: number };
      sales_count: {
        Args: {
          product: Omit<
            Database["public"]["Tables"]["products"]["Row"],
            Database["public"]["Tables"]["products"]["ComputedFields"]
          >;
        };
        Returns: number;
      };
      save_forecasts: {
        Args: {
          backtests: Json;
          predicted_on: string;
          predictions: Json;
          workspace: string;
        };
        Returns: Json;
      };
      save_market_trends: {
        Args: { trends: Json; workspace: string };
        Returns: Json;
      };
      save_price_decisions: {
        Args: {
          decisions: Json;
          run_id: string;
          seen?: string;
          until?: string;
        };
        Returns: Json;
      };
      save_price_elasticities: {
        Args: { fits: Json; workspace: string };
        Returns: number;
      };
      search_marketplace: {
        Args: {
          cursor?: string;
          limit?: number;
          of_category?: string;
          of_type?: string;
          query?: string;
        };
        Returns: {
          category: string;
          component_type: string;
          created_at: string;
          currency: string;
          description: string;
          downloads: number;
          id: string;
          is_marketplace_item: boolean;
          likes: number;
          name: string;
          next_cursor: string;
          preview_image_url: string;
          price: number;
          rank: number;
          snippet: string;
          tags: string[];
        }[];
      };
      search_workspace: {
        Args: {
          cursor?: string;
          kinds?: string[];
          limit?: number;
          query: string;
          workspace?: string;
        };
        Returns: {
          id: string;
          kind: string;
          next_cursor: string;
          rank: number;
          snippet: string;
          title: string;
          updated_at: string;
          workspace_id: string;
        }[];
      };
      set_ai_budget: {
        Args: {
          campaign_id?: string;
          cap: number;
          period: string;
          thresholds?: number[];
          user_id?: string;
          workspace_id: string;
        };
        Returns: {
          campaign_id: string | null;
          cap: number;
          created_at: string;
          id: string;
          is_default: boolean;
          period: string;
          scope: string;
          slots: number;
          thresholds: number[];
          unit: string;
          updated_at: string;
          user_id: string | null;
          workspace_id: string | null;
        };
        SetofOptions: {
          from: "*";
          to: "ai_budgets";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      set_member_active: {
        Args: { is_active: boolean; user_id: string; workspace_id: string };
        Returns: {
          created_at: string;
          id: string;
          invited_by: string | null;
          is_active: boolean;
          joined_at: string;
          permissions: NonNullable<Json>;
          role: string;
          updated_at: string;
          user_id: string;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "workspace_members";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      set_member_permissions: {
        Args: { permissions: Json; user_id: string; workspace_id: string };
        Returns: {
          created_at: string;
          id: string;
          invited_by: string | null;
          is_active: boolean;
          joined_at: string;
          permissions: NonNullable<Json>;
          role: string;
          updated_at: string;
          user_id: string;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "workspace_members";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      set_next_action: {
        Args: {
          content_id: string;
          content_type: string;
          next_action_id?: string;
          next_action_type?: string;
        };
        Returns: undefined;
      };
      settle_ai_costs: { Args: Record<PropertyKey, never>; Returns: number };
      settle_generation_call: {
        Args: { generation_id: string; usage: Json };
        Returns: undefined;
      };
      shorten_url: {
        Args: {
          ad_id?: string;
          campaign_id?: string;
          code?: string;
          expires_at?: string;
          fallback_url?: string;
          title?: string;
          url: string;
          utm_campaign?: string;
          utm_content?: string;
          utm_medium?: string;
          utm_source?: string;
          utm_term?: string;
          workspace_id: string;
        };
        Returns: {
          ad_id: string | null;
          blog_post_id: string | null;
          business_id: string | null;
          campaign_id: string | null;
          code: string;
          content_id: string | null;
          content_upgrade_id: string | null;
          created_at: string;
          email_id: string | null;
          email_sequence_id: string | null;
          expires_at: string | null;
          failures: number;
          fallback_url: string | null;
          id: string;
          is_active: boolean;
          is_valid: boolean;
          last_checked_at: string | null;
          last_error: string | null;
          last_status: number | null;
          social_post_id: string | null;
          source_id: string | null;
          source_type: string | null;
          title: string | null;
          updated_at: string;
          url: string;
          utm_params: NonNullable<Json>;
          workspace_id: string;
        };
        SetofOptions: {
          from: "*";
          to: "managed_urls";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      start_batch: { Args: { generation_id: string }; Returns: Json };
      start_generation: {
        Args: { generation_id: string; providers: string[] };
        Returns: Json;
      };
      start_stripe_reconciliation: {
        Args: {
          account_id?: string;
          created_since?: string;
          is_backfill?: boolean;
        };
        Returns: {
          account_id: string;
          completed_at: string | null;
          created_at: string;
          created_since: string | null;
          error_message: string | null;
          id: string;
          is_backfill: boolean;
          started_at: string;
          status: string;
          updated_at: string;
        };
        SetofOptions: {
          from: "*";
          to: "stripe_reconciliations";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      start_stripe_reconciliations: {
        Args: Record<PropertyKey, never>;
        Returns: number;
      };
      store_stripe_objects: {
        Args: {
          account_id: string;
          api_version?: string;
          objects: Json;
          read_at: string;
        };
        Returns: Json;
      };
      stream_generation: {
        Args: { added: string; at_character: number; generation_id: string };
        Returns: boolean;
      };
      stripe_webhook: { Args: { "": Json }; Returns: Json };
      sweep_bundle_orders: {
        Args: Record<PropertyKey, never>;
        Returns: number;
      };
      sweep_stripe_events: { Args: { waited?: string }; Returns: number };
      switch_ai: {
        Args: { is_on: boolean; reason?: string; workspace_id: string };
        Returns: boolean;
      };
      take_stripe_page: {
        Args: {
          after: string;
          is_last: boolean;
          object: string;
          objects: Json;
          read_at: string;
          reconciliation_id: string;
        };
        Returns: boolean;
      };
      take_stripe_unread: {
        Args: {
          object: string;
          objects: Json;
          read_at: string;
          reconciliation_id: string;
        };
        Returns: undefined;
      };
      total_emails: {
        Args: {
          sequence: Omit<
            Database["public"]["Tables"]["email_sequences"]["Row"],
            Database["public"]["Tables"]["email_sequences"]["ComputedFields"]
          >;
        };
        Returns: number;
      };
      track_beacon: { Args: { "": string }; Returns: Json };
      track_events: { Args: { "": Json }; Returns: Json };
      transfer_ownership: {
        Args: { new_owner: string; workspace_id: string };
        Returns: undefined;
      };
      unpublished_plans: { Args: Record<PropertyKey, never>; Returns: Json };
      unregister_worker: { Args: { worker_id: string }; Returns: undefined };
      use_api_key: {
        Args: { key: string; scope: string };
        Returns: {
          api_key_id: string;
          business_id: string;
          remaining: number;
          scopes: string[];
          workspace_id: string;
        }[];
      };
      use_backup_code: { Args: { code: string }; Returns: undefined };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<
  keyof Database,
  "public"
>];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] &
        DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] &
        DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    keyof DefaultSchema["Enums"] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {},
  },
} as const;
