#include "metrics_prometheus.h"

WAGATE_PLUGIN(wagate::metrics_prometheus::MetricsPrometheus)
