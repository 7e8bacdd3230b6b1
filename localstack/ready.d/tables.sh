#!/usr/bin/env bash
# Run by LocalStack when it is ready: makes the table of each service, a CloudFormation stack for each.
set -euo pipefail

services=$(cd "${FUNCTIONS:=/functions}" && echo */table.yml | sed 's|/table.yml||g')

for service in $services; do
  awslocal cloudformation create-stack --stack-name "$service-table" --template-body "file://$FUNCTIONS/$service/table.yml"
done

# `cloudformation wait` and `deploy` ask only every 30 seconds.
for service in $services; do
  status=CREATE_IN_PROGRESS
  while [ "$status" = CREATE_IN_PROGRESS ]; do
    status=$(awslocal cloudformation describe-stacks --stack-name "$service-table" --query 'Stacks[0].StackStatus' --output text)
  done
  echo "$service-table: $status"
  [ "$status" = CREATE_COMPLETE ]
done
