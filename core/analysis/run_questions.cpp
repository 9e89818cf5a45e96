// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_questions.h"

namespace holdpoint {

const std::vector<RunQuestion>& databaseQuestions()
{
    static const std::vector<RunQuestion> kQuestions{
        {"statements", "SELECT userid, dbid, queryid::text AS queryid, toplevel, left(query, 600) AS query, calls, "
                       "total_exec_time AS ms, rows, "
                       "shared_blks_hit+shared_blks_read AS blks, temp_blks_written AS temp_blks FROM pg_stat_statements WHERE "
                       "dbid=(SELECT oid "
                       "FROM pg_database WHERE datname=current_database())"},
        {"statements_info", "SELECT dealloc, stats_reset::text AS stats_reset FROM pg_stat_statements_info"},
        {"tables",
         "SELECT relid, schemaname||'.'||relname AS tbl, seq_scan, seq_tup_read, coalesce(idx_scan,0) AS idx_scan, n_live_tup, "
         "n_tup_ins+n_tup_upd+n_tup_del AS writes, n_mod_since_analyze, greatest(last_analyze,last_autoanalyze) IS NOT NULL AS "
         "analyzed, pg_relation_size(relid)/current_setting('block_size')::int AS pages FROM pg_stat_user_tables"},
        {"foreign_keys",
         "SELECT c.conrelid AS child_id, c.conrelid::regclass::text AS child, c.conname, c.confrelid AS parent_id, "
         "c.confrelid::regclass::text AS parent, pg_get_constraintdef(c.oid) AS definition FROM pg_constraint c WHERE "
         "c.contype='f' "
         "AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid=c.conrelid AND i.indisvalid AND i.indpred IS NULL AND "
         "(i.indkey::int2[])[0:cardinality(c.conkey)-1] @> c.conkey)",
         true},
        {"broken_indexes", "SELECT indexrelid::regclass::text AS idx FROM pg_index WHERE NOT (indisvalid AND indisready)", true},
        {"indexes",
         "SELECT indexdef FROM pg_indexes WHERE schemaname NOT IN ('pg_catalog','information_schema') ORDER BY indexdef LIMIT "
         "4900",
         true},
        {"production_indexes",
         "SELECT indexdef FROM pg_indexes WHERE schemaname NOT IN ('pg_catalog','information_schema') ORDER BY indexdef LIMIT "
         "4900",
         true, true},
        {"settings",
         "SELECT pg_size_bytes(current_setting('work_mem')) AS work_mem, current_setting('pg_stat_statements.track', true) AS "
         "track",
         true},
        {"activity", ""}, // activityQuestion()
        {"database", "SELECT coalesce(sum(sessions),0) AS sessions, sum(xact_commit+xact_rollback) AS transactions, "
                     "max(stats_reset)::text AS "
                     "stats_reset, pg_postmaster_start_time()::text AS started FROM pg_stat_database"},
    };
    return kQuestions;
}

std::string_view activityQuestion()
{
    // A role without pg_monitor sees no backend_type of others: they are kept and counted as hidden.
    return "SELECT state, wait_event_type, count(*) AS n, count(*) FILTER (WHERE cardinality(pg_blocking_pids(pid))>0) AS "
           "blocked, "
           "count(*) FILTER (WHERE query='<insufficient privilege>') AS hidden FROM pg_stat_activity WHERE "
           "coalesce(backend_type,'client backend')='client backend' AND datid IS NOT NULL AND "
           "coalesce(application_name,'')<>'holdpoint-sensor' GROUP BY 1,2";
}

const std::vector<RunQuestion>& promQuestions()
{
    static const std::vector<RunQuestion> kQuestions{
        {"app_cpu", "max(100*(1-avg by(instance)(rate(node_cpu_seconds_total{mode=\"idle\",${node}}[$W]))))"},
        {"db_cpu", "max(100*(1-avg by(instance)(rate(node_cpu_seconds_total{mode=\"idle\",${pg_node}}[$W]))))"},
        {"db_cores", "max(count by(instance)(node_cpu_seconds_total{mode=\"idle\",${pg_node}}))"},
        {"db_connections", "max(max_over_time((100*sum by(instance)(pg_stat_activity_count{${pg}})/(sum "
                           "by(instance)(pg_settings_max_connections{${pg}})-"
                           "sum by(instance)(pg_settings_superuser_reserved_connections{${pg}})))[$W:15s]))"},
        {"pool_waiting_share", "avg_over_time((sum(${db_pool_waiting}) > bool 0)[$W:1s])"},
        {"pool_max", "max(${db_pool_max})"},
        {"max_transaction_s", "max(max_over_time(pg_stat_activity_max_tx_duration{${pg}}[$W]))"},
        {"listen_overflows", "sum(increase(node_netstat_TcpExt_ListenOverflows{${node}}[$W]))+sum(increase(node_netstat_TcpExt_"
                             "ListenDrops{${node}}[$W]))"},
        {"tcp_resent_share",
         "sum(increase(node_netstat_Tcp_RetransSegs{${node}}[$W]))/sum(increase(node_netstat_Tcp_OutSegs{${node}}[$W]))"},
        {"link_used", "max(max_over_time((rate(node_network_transmit_bytes_total{${node}}[1m])/"
                      "on(instance,device)(node_network_speed_bytes{${node}}>0))"
                      "[$W:15s]))"},
        {"conntrack_used",
         "max(max_over_time((node_nf_conntrack_entries{${node}}/node_nf_conntrack_entries_limit{${node}})[$W:15s]))"},
        {"memory_limit", "${memory_limit_bytes:-}"}, // a number of the plan; else the machine's memory
        {"machine_memory", "min(node_memory_MemTotal_bytes{${node}})"},
    };
    return kQuestions;
}

} // namespace holdpoint
