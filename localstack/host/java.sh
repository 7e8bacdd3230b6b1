#!/bin/sh
# Stands where LocalStack looks for the Java that it would download. Starts the DynamoDB Local that Maven resolved, without
# LocalStack's agent, which only lifts the limit of 20 indexes. It ends with LocalStack, also where that was killed.
# On 127.0.0.1 alone, in memory. Environment: DYNAMODB_JAVA, DYNAMODB_PATH (LocalStack's own begins with this file),
# DYNAMODB_CLASS_PATH, DYNAMODB_CONFIGURATION, DYNAMODB_TMP.
localstack=$PPID

while [ "$1" != -port ]; do shift; done

env PATH="$DYNAMODB_PATH" "$DYNAMODB_JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData \
  -Xmx256m "-Djava.io.tmpdir=$DYNAMODB_TMP" -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$DYNAMODB_CLASS_PATH" \
  org.eclipse.jetty.xml.XmlConfiguration "port=$2" inMemory=true "$DYNAMODB_CONFIGURATION" &
dynamodb=$!
trap 'kill "$dynamodb"' TERM

while kill -0 "$localstack" 2>/dev/null && kill -0 "$dynamodb" 2>/dev/null; do sleep 1; done
kill "$dynamodb" 2>/dev/null
