"""What columns are called out there, in both languages.

Each name has the confidence it deserves: 1.0 says it outright, less may mean something else.
Names are compared by :func:`header_key`, so width, case, kana, blanks and brackets do not matter.
"""

import re
from functools import cache

from banso.platform.kit.text import fold

_BRACKETS = re.compile(r"[(\[<【「].*?[)\]>】」]")
_NOISE = re.compile(r"[\W_]+")


def header_key(header: str) -> str:
    """A header as it is compared: ``年額（円）`` and ``年額`` are one, and so are ``Account ID``, ``account_id``."""
    folded = fold(header)
    return _NOISE.sub("", _BRACKETS.sub("", folded)) or _NOISE.sub("", folded)


# field: ((confidence, "name, name, …"), …)
_ACCOUNT: dict[str, tuple[tuple[float, str], ...]] = {
    "external_id": (
        (1.0, "external id, external key, account id, account key, account code, account no, account number, "
              "customer id, customer code, customer number, company id, company code, organization id, "
              "organisation id, org id, tenant id, crm id, 外部ID, アカウントID, アカウントコード, "
              "アカウント番号, 得意先コード, 得意先ID, 得意先番号, 顧客コード, 顧客ID, 顧客番号, 取引先コード, "
              "取引先ID, 取引先番号, 会社コード, 会社ID, 企業コード, 企業ID, お客様番号, お客様ID, お客様コード, "
              "組織ID, テナントID, 管理番号, 契約企業ID, 法人番号"),
        (0.95, "id, account, key, code, アカウント, コード"),
        (0.7, "client id, number, no, 番号, 契約番号"),
    ),
    "name": (
        (1.0, "name, account name, company name, customer name, client name, organization name, "
              "organisation name, org name, 名前, 名称, アカウント名, 会社名, 企業名, 得意先名, 得意先名称, 顧客名, "
              "顧客名称, 取引先名, 取引先名称, お客様名, 社名, 法人名, 組織名, 契約企業名, 貴社名, 御社名"),
        (0.9, "company, customer, client, organization, organisation, org, display name, title, "
              "得意先, 顧客, 取引先, お客様, 会社, 企業"),
        (0.6, "account, アカウント"),
    ),
    "reading": (
        (1.0, "reading, kana, furigana, phonetic, phonetic name, name kana, account name kana, 読み, 読み仮名, "
              "フリガナ, ふりがな, カナ, カナ名, 会社名カナ, 会社名フリガナ, 企業名カナ, 企業名フリガナ, 名称カナ, 名前カナ, "
              "得意先名カナ, 得意先カナ, 顧客名カナ, 取引先名カナ, 社名カナ, 社名フリガナ, 名称フリガナ"),
    ),
    "domains": (
        (1.0, "domain, domains, email domain, mail domain, web domain, ドメイン, メールドメイン"),
        (0.9, "website, web site, web, url, homepage, home page, ウェブサイト, ホームページ, サイト, HP, URL"),
    ),
    "industry": ((1.0, "industry, sector, vertical, line of business, 業種, 業界, 産業, 業態, 業種名"),),
    "size": (
        (1.0, "employees, employee count, number of employees, no of employees, headcount, company size, 従業員数, "
              "社員数, 従業員, 従業員規模, 会社規模, 人数"),
        (0.9, "size, 規模"),
    ),
    "country": ((1.0, "country, country code, nation, 国, 国名, 国コード, 所在国"),),
    "language": ((1.0, "language, lang, locale, preferred language, 言語, 使用言語, 言語コード"),),
    "timezone": ((1.0, "timezone, time zone, tz, タイムゾーン, 時間帯, 標準時"),),
    "currency": ((1.0, "currency, currency code, 通貨, 通貨コード, 取引通貨, 契約通貨"),),
    "yearly_value": (
        (1.0, "yearly value, annual value, arr, annual recurring revenue, annual contract value, acv, yearly amount, "
              "annual amount, yearly revenue, annual revenue, annual fee, yearly fee, 年額, 年間契約額, 年間契約金額, "
              "年契約額, 年間金額, 年間利用料, 年間料金, 年間売上, 年間売上高, 年間取引額, 年商"),
        (0.6, "contract value, contract amount, 契約額, 契約金額"),
    ),
    "notice_by": (
        (1.0, "notice by, notice date, notice deadline, cancel by, cancellation deadline, cancellation notice date, "
              "renewal notice date, termination notice date, 解約予告期限, 解約予告日, 解約通知期限, 通知期限, 予告期限, "
              "更新通知期限, 解約申出期限, 解約期限"),
        (0.6, "renewal date, 更新期限, 更新日"),
    ),
    "tier": (
        (1.0, "tier, touch tier, touch model, touch, service tier, タッチ, タッチ区分, タッチ層, タッチモデル, ティア"),
        (0.9, "rank, account tier, customer rank, ランク, 顧客ランク, 区分, 顧客区分, 得意先ランク"),
        (0.7, "segment, class, grade, セグメント"),
    ),
    "stage": (
        (1.0, "stage, lifecycle stage, lifecycle, phase, customer stage, account stage, ステージ, 段階, フェーズ, "
              "ライフサイクル, ライフサイクル段階, 顧客ステージ, 導入段階"),
        (0.6, "status, account status, 状態, ステータス, 状況"),
    ),
    "purchase_reason": (
        (1.0, "purchase reason, reason for purchase, buying reason, why they bought, 購入理由, 導入理由, 導入目的, "
              "契約理由, 購入目的, 採用理由"),
    ),
    "problem": (
        (1.0, "problem, problem to solve, challenge, pain, pain point, 課題, 解決したい課題, 解決課題, 困りごと, "
              "お困りごと, 問題"),
    ),
    "success_statement": (
        (1.0, "success statement, success definition, definition of success, success criteria, desired outcome, "
              "成功の定義, 成功宣言, 成功像, 成功基準, サクセスステートメント, 成功とは"),
        (0.7, "goal, ゴール, 目標"),
    ),
    "parent": (
        (1.0, "parent, parent id, parent account, parent account id, parent code, parent key, parent company, "
              "parent company id, parent external id, 親, 親ID, 親コード, 親会社, 親会社コード, 親会社ID, 親アカウント, "
              "親アカウントID, 親アカウントコード, 親得意先, 親得意先コード, 親企業, 親企業コード, 親企業ID, 親取引先コード"),
    ),
    "owner": (
        (1.0, "owner, account owner, owner email, owner mail, owner name, csm, csm email, csm name, account manager, "
              "customer success manager, success manager, responsible, assigned to, assignee, 担当, 担当者, 担当者名, "
              "担当メール, 担当者メール, 担当者メールアドレス, 担当CSM, CSM担当, CSM担当者, 社内担当, 社内担当者, 主担当, "
              "カスタマーサクセス担当"),
        (0.9, "sales rep, rep, 営業担当, 営業担当者, 担当営業, 営業"),
    ),
    "valid_from": (
        (1.0, "valid from, effective from, effective date, effective, as of, as of date, valid since, 適用日, "
              "適用開始日, 適用開始, 有効開始日, 発効日, 基準日, 時点, 変更日"),
    ),
}  # fmt: skip

_EVENT: dict[str, tuple[tuple[float, str], ...]] = {
    "at": (
        (1.0, "at, ts, timestamp, time, datetime, date time, event time, event timestamp, event date, occurred at, "
              "occurred, happened at, event at, 日時, 時刻, 発生日時, 発生時刻, 利用日時, 操作日時, アクセス日時, "
              "イベント日時, イベント発生日時, 実行日時, ログ日時, ログイン日時, タイムスタンプ"),
        (0.9, "date, created at, created, logged at, sent at, received at, when, day, 日付, 利用日, 年月日, 登録日時, "
              "作成日時, 発生日"),
    ),
    "account": (
        (1.0, "account, account id, account key, account code, account external id, customer id, customer code, "
              "company id, company code, organization id, organisation id, org id, tenant id, tenant, group id, "
              "アカウント, アカウントID, アカウントコード, 得意先コード, 得意先ID, 顧客ID, 顧客コード, 顧客番号, 取引先コード, "
              "取引先ID, 会社コード, 会社ID, 企業コード, 企業ID, お客様番号, お客様ID, 組織ID, テナント, テナントID, "
              "契約企業ID"),
        (0.9, "company, customer, organization, organisation, org, client, client id, external id, workspace, "
              "workspace id, team id, 得意先, 顧客, 取引先, 会社, 企業, 組織, 外部ID"),
    ),
    "end_user": (
        (1.0, "user, user id, user key, end user, end user id, enduser, userid, username, user name, user email, "
              "login, login id, person, person id, distinct id, ユーザー, ユーザーID, ユーザ, ユーザID, ユーザー名, 利用者, "
              "利用者ID, 利用者名, ログインID, エンドユーザー"),
        (0.9, "email, e-mail, mail, email address, member, member id, actor, actor id, anonymous id, contact, "
              "メール, メールアドレス, 社員番号, 操作者, 実行者"),
    ),
    "name": (
        (1.0, "event, event name, event type, action, action name, activity, イベント, イベント名, イベント種別, 操作, "
              "操作名, アクション, 行動, 出来事, 操作内容, 操作種別"),
        (0.9, "name, type, verb, what, 名前, 名称, 種別, 種類, 内容"),
    ),
    "feature": (
        (1.0, "feature, feature name, feature id, feature key, function, module, 機能, 機能名, 機能ID, モジュール, "
              "モジュール名"),
        (0.8, "screen, page, component, area, section, path, 画面, 画面名, ページ, ページ名, メニュー"),
    ),
    "message_id": (
        (1.0, "message id, messageid, event id, event uuid, insert id, log id, イベントID, メッセージID, ログID"),
        (0.8, "id, uuid, guid, row id"),
    ),
    "properties": ((1.0, "properties, props, event properties, payload, attributes, context, プロパティ, 属性, 詳細"),),
}  # fmt: skip

TABLES = {"accounts": _ACCOUNT, "events": _EVENT}


@cache
def names(kind: str) -> dict[str, dict[str, float]]:
    """``{header key: {field: confidence}}`` of a kind of import."""
    found: dict[str, dict[str, float]] = {}
    for field, levels in TABLES[kind].items():
        for confidence, listed in levels:
            for name in listed.split(","):
                found.setdefault(header_key(name), {}).setdefault(field, confidence)
        found.setdefault(header_key(field), {})[field] = 1.0
    return found
