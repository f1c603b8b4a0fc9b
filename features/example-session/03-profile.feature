@example-session @notification
Feature: Example session 3: the profile

  Right behind the login the server describes Alice's account in a message of its own.

  Scenario Outline: The server sends Alice's profile, the kit plays the <kit>
    Given the kit plays the <kit>
    And Alice has been let in
    When the server describes Alice's account:
      """
      # Q-05: the original announces 491 bytes for these 478
      # C-PRO-01 S-PRO-01
      <<< MSG Hotmail Hotmail 478\r\n
          MIME-Version: 1.0\r\n
          Content-Type: text/x-msmsgsprofile; charset=UTF-8\r\n
          LoginTime: 1050223062\r\n
          EmailEnabled: 0\r\n
          MemberIdHigh: 85040\r\n
          MemberIdLow: -517030579\r\n
          lang_preference: 1033\r\n
          preferredEmail: alice@passport.com\r\n
          country: US\r\n
          PostalCode: 90201\r\n
          Gender: m\r\n
          Kid: 0\r\n
          Age: \r\n
          BDayPre: 5\r\n
          Birthday: 0\r\n
          Wallet: 0\r\n
          Flags: 1027\r\n
          sid: 507\r\n
          kv: 4\r\n
          MSPAuth: 41bbzZ*NzDmDQ8ic4HWo89b9zhCBk!ONDJKB3Los8UMgBnCOLSwQKo!8IeIHQF0vVItSlOzIL36e5MAdMaB3mpZw$$\r\n
          ClientIP: 1.2.3.4\r\n
          ClientPort: 516\r\n
          \r\n
      """
    Then Alice goes on to synchronise

    @certify-client @C-PRO-01 @C-PRO-02 @C-AUT-09 @C-SYN-01 @X-FRM-03
    Examples:
      | kit    |
      | server |

    @certify-server @S-PRO-01 @S-PRO-02 @X-FRM-03 @X-FRM-04
    Examples:
      | kit    |
      | client |
