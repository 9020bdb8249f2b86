{{- define "extole.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "extole.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "extole.labels" -}}
{{ include "extole.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Whether nothing that has to last is in the pod. */}}
{{- define "extole.external" -}}
{{- if and .Values.broker.url .Values.database.url }}true{{ end -}}
{{- end -}}

{{/* What no schema can say. */}}
{{- define "extole.check" -}}
{{- if not .Values.existingSecret -}}
{{- fail "existingSecret is empty. Name the Secret that holds EXTOLE_API_KEY and SEGMENT_WRITE_KEYS." -}}
{{- end -}}
{{- if and (not (include "extole.external" .)) (gt (int .Values.replicas) 1) -}}
{{- fail "replicas is more than 1, but broker or database are inside the pod. Set broker.url and database.url, or replicas to 1." -}}
{{- end -}}
{{- if and .Values.keda.enabled (not (include "extole.external" .)) -}}
{{- fail "keda.enabled needs several instances: set broker.url and database.url, or keda.enabled to false." -}}
{{- end -}}
{{- if and (gt (int .Values.shards) 1) (not (include "extole.external" .)) -}}
{{- fail "shards is more than 1, but broker or database are inside the pod. Set broker.url and database.url, or shards to 1." -}}
{{- end -}}
{{- if and .Values.keda.enabled (not .Values.keda.prometheus) -}}
{{- fail "keda.prometheus is empty. Set it to the address of Prometheus, http://prometheus.monitoring:9090 for example." -}}
{{- end -}}
{{- if and .Values.metrics.enabled (not .Values.networkPolicy.enabled) -}}
{{- fail "metrics.enabled opens the management port without TLS: leave networkPolicy.enabled at true." -}}
{{- end -}}
{{- if and .Values.metrics.serviceMonitor.enabled (not .Values.metrics.enabled) -}}
{{- fail "metrics.serviceMonitor.enabled has nothing to scrape: set metrics.enabled to true as well." -}}
{{- end -}}
{{- if and .Values.metrics.enabled (not .Values.networkPolicy.metricsFrom) -}}
{{- fail "metrics.enabled is of no use while nobody may read them: name Prometheus in networkPolicy.metricsFrom." -}}
{{- end -}}
{{- range $name := list "routes" "mappings" -}}
{{- $from := index $.Values $name -}}
{{- if and $from.files $from.existingConfigMap -}}
{{- fail (printf "%s.files and %s.existingConfigMap are both set. Leave one of them empty." $name $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The config map of a folder of files, or nothing: those in the image. */}}
{{- define "extole.configMap" -}}
{{- $from := index .root.Values .name -}}
{{- if $from.existingConfigMap -}}
{{- $from.existingConfigMap -}}
{{- else if $from.files -}}
{{- printf "%s-%s" (include "extole.fullname" .root) .name -}}
{{- end -}}
{{- end -}}

{{- define "extole.pod" -}}
metadata:
  labels:
    {{- include "extole.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with .Values.podAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  # It never asks the cluster's own API.
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .Values.serviceAccountName }}
  serviceAccountName: {{ . }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext: {{- toYaml .Values.podSecurityContext | nindent 4 }}
  containers:
    - name: extole-destination
      {{- if .Values.image.digest }}
      image: {{ printf "%s@%s" .Values.image.repository .Values.image.digest | quote }}
      {{- else }}
      image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
      {{- end }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      env:
        - { name: DATA_DIR, value: /app/data }
        - { name: INGEST_STOP_WAIT, value: {{ .Values.stopWait | quote }} }
        {{- with .Values.broker.url }}
        - { name: BROKER_URL, value: {{ . | quote }} }
        {{- end }}
        {{- if gt (int .Values.shards) 1 }}
        - { name: QUEUE_SHARDS, value: {{ .Values.shards | quote }} }
        {{- end }}
        {{- with .Values.broker.user }}
        - { name: BROKER_USER, value: {{ . | quote }} }
        {{- end }}
        {{- with .Values.database.url }}
        - { name: DATABASE_URL, value: {{ . | quote }} }
        {{- end }}
        {{- with .Values.database.user }}
        - { name: DATABASE_USER, value: {{ . | quote }} }
        {{- end }}
        {{- if .Values.metrics.enabled }}
        - { name: MANAGEMENT_SERVER_ADDRESS, value: 0.0.0.0 }
        - { name: MANAGEMENT_ALLOW_PLAIN_HTTP, value: "true" }
        {{- end }}
        {{- if .Values.secretAsFiles }}
        - { name: SPRING_CONFIG_IMPORT, value: "configtree:/run/secrets/extole-destination/" }
        {{- end }}
        {{- range $name, $value := .Values.env }}
        - { name: {{ $name }}, value: {{ $value | quote }} }
        {{- end }}
        {{- with .Values.extraEnv }}{{ toYaml . | nindent 8 }}{{ end }}
      {{- if not .Values.secretAsFiles }}
      envFrom:
        - secretRef: { name: {{ .Values.existingSecret }} }
      {{- end }}
      ports:
        - { name: http, containerPort: 8080 }
        {{- if .Values.metrics.enabled }}
        - { name: management, containerPort: 8081 }
        {{- end }}
      startupProbe:
        httpGet: { path: /livez, port: http, scheme: {{ .Values.probes.scheme }} }
        periodSeconds: 2
        failureThreshold: 90
      livenessProbe:
        httpGet: { path: /livez, port: http, scheme: {{ .Values.probes.scheme }} }
      readinessProbe:
        httpGet: { path: /readyz, port: http, scheme: {{ .Values.probes.scheme }} }
        periodSeconds: 3
      resources: {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - { name: data, mountPath: /app/data }
        - { name: tmp, mountPath: /tmp }
        {{- if include "extole.configMap" (dict "root" . "name" "routes") }}
        # Whole folders: behind a subPath an edit would not arrive.
        - { name: routes, mountPath: /app/routes, readOnly: true }
        {{- end }}
        {{- if include "extole.configMap" (dict "root" . "name" "mappings") }}
        - { name: mappings, mountPath: /app/config/mappings, readOnly: true }
        {{- end }}
        {{- if .Values.secretAsFiles }}
        - { name: secret, mountPath: /run/secrets/extole-destination, readOnly: true }
        {{- end }}
        {{- with .Values.extraVolumeMounts }}{{ toYaml . | nindent 8 }}{{ end }}
  volumes:
    - { name: tmp, emptyDir: {} }
    {{- if include "extole.external" . }}
    # The token of the management port, and what was in hand when the container ended.
    - { name: data, emptyDir: {} }
    {{- end }}
    {{- with include "extole.configMap" (dict "root" . "name" "routes") }}
    - { name: routes, configMap: { name: {{ . }} } }
    {{- end }}
    {{- with include "extole.configMap" (dict "root" . "name" "mappings") }}
    - { name: mappings, configMap: { name: {{ . }} } }
    {{- end }}
    {{- if .Values.secretAsFiles }}
    - { name: secret, secret: { secretName: {{ .Values.existingSecret }}, defaultMode: 0440 } }
    {{- end }}
    {{- with .Values.extraVolumes }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- if and .Values.topologySpread.enabled (include "extole.external" .) }}
  topologySpreadConstraints:
    {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
    - maxSkew: 1
      topologyKey: {{ $key }}
      whenUnsatisfiable: {{ $.Values.topologySpread.whenUnsatisfiable }}
      labelSelector:
        matchLabels: {{- include "extole.selector" $ | nindent 10 }}
    {{- end }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
